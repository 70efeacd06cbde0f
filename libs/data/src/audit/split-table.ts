import { AppError, textOfCsvCell } from '@crossfold/contracts';
import { readTable, tableColumns } from '../metadata/delimited-table.js';
import { findColumn, requireColumn, usualColumns, type NamedColumns } from './audit-columns.js';

/** An image in a part of a split, as a line of a table states it. */
export interface SplitRow {
  /** Of the file, from 1. */
  readonly line: number;
  /** As the table names it. */
  readonly imageId: string;
  /** Null where the table has no labels. */
  readonly label: string | null;
  /** What it belongs to; null where nothing is known. */
  readonly group: string | null;
  /** Folds as whole numbers, other parts as the table names them. */
  readonly part: string;
}

export interface SplitTable {
  readonly file: string;
  /** The columns that were read; null for what the table does not say. */
  readonly columns: {
    readonly image: string;
    readonly part: string;
    readonly label: string | null;
    readonly group: string | null;
  };
  readonly rows: readonly SplitRow[];
}

interface ReadOptions {
  /** What to call the table in messages. */
  readonly file: string;
  readonly columns?: NamedColumns;
}

/**
 * Reads a split that was made elsewhere: a line for each image, with the part it is in. Columns
 * that are not named are looked for under their usual names.
 *
 * @throws AppError REQUEST_INVALID naming every line and column at fault
 */
export function readSplit(text: string, { file, columns: named = {} }: ReadOptions): SplitTable {
  const header = tableColumns(text, [
    ...Object.values(named).flatMap((name) => name ?? []),
    ...usualColumns,
  ]);
  const options = { named, file };
  const columns = {
    image: requireColumn('image', header, options),
    part: requireColumn('part', header, options),
    label: findColumn('label', header, options),
    group: findColumn('group', header, options),
  };
  const { image, part, label, group } = columns;
  const wanted = [image, part, label, group].filter((column) => column !== null);
  const lines = readTable(text, { what: file, columns: wanted, code: 'REQUEST_INVALID' });
  const problems: string[] = [];
  const rows = lines.map(({ line, cells }): SplitRow => {
    const cellOf = (column: string | null) =>
      column === null ? '' : textOfCsvCell(cells[column] ?? '');
    for (const column of [image, part, label]) {
      if (column === null || cellOf(column) !== '') continue;
      problems.push(`line ${line}, column "${column}": expected a value, got an empty cell`);
    }
    return {
      line,
      imageId: cellOf(image),
      part: partName(cellOf(part)),
      label: cellOf(label) || null,
      group: cellOf(group) || null,
    };
  });
  refuseLines(file, problems);
  if (rows.length === 0) refuseLines(file, ['line 2: expected an image, got the end of the file']);
  return { file, columns, rows };
}

/** pandas writes whole numbers as 0.0, 1.0, … where a column has an empty cell. */
export function partName(cell: string): string {
  const number = /^(?:fold[\s_-]*)?(-?\d+)(?:\.0+)?$/i.exec(cell)?.[1];
  return number === undefined ? cell : String(Number(number));
}

/** @throws AppError REQUEST_INVALID with the problems, where there are any */
export function refuseLines(file: string, problems: readonly string[], remedy?: string): void {
  if (problems.length === 0) return;
  throw new AppError(
    'REQUEST_INVALID',
    `expected a whole table in ${file}, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, remedy: remedy ?? 'Mend the cells that are listed, or leave those lines out.' },
  );
}
