import { nearestWord, textOfCsvCell } from '@crossfold/contracts';
import { readTable, tableColumns } from '../metadata/delimited-table.js';
import { findColumn, requireColumn, usualColumns, type NamedColumns } from './audit-columns.js';
import { partName, refuseLines } from './split-table.js';

/** What a model says of an image, as a line of a table states it. */
export interface PredictedRow {
  /** Of the file, from 1. */
  readonly line: number;
  readonly imageId: string;
  readonly label: string | null;
  /** The part that the model was tested on; null where the table does not say. */
  readonly part: string | null;
  /** Of the split, and of the training; null where the table does not say. */
  readonly repeat: string | null;
  readonly seed: string | null;
  /** The class that it answers: the most probable, where there are probabilities. */
  readonly predicted: string;
  /** Of each class, in the order of the classes; null where the table has answers alone. */
  readonly probabilities: readonly number[] | null;
}

/** How far the probabilities of an image may be from 1 in sum: what rounding explains. */
const sumTolerance = 0.01;

interface ReadOptions {
  /** What to call the table in messages. */
  readonly file: string;
  readonly columns?: NamedColumns;
  readonly classes: readonly string[];
}

/**
 * Reads predictions that were made elsewhere: a column of probabilities for each class (`mel`,
 * `p_mel`, `prob_mel`, `mel_prob`, …), or one that names the class predicted.
 *
 * @throws AppError REQUEST_INVALID naming every line and column at fault
 */
export function readPredictions(
  text: string,
  { file, columns = {}, classes }: ReadOptions,
): PredictedRow[] {
  const header = tableColumns(text, [...usualColumns, ...classes]);
  const options = { named: namesHere(columns, header), file };
  const image = requireColumn('image', header, options);
  const places = classes.map((label) => probabilityColumn(label, header));
  const found = places.filter((column) => column !== undefined);
  const predicted =
    found.length === classes.length ? null : findColumn('predicted', header, options);
  if (found.length < classes.length && predicted === null) {
    const absent = classes.filter((_, c) => places[c] === undefined);
    refuseLines(
      file,
      [
        `line 1: expected a column of probabilities for each class, got none for ${absent.slice(0, 8).join(', ')}`,
      ],
      `Call them as the classes, or p_${absent[0] ?? ''}; a column with the class predicted is named with --predicted COLUMN.`,
    );
  }
  const others = (['label', 'part', 'repeat', 'seed'] as const).map((what) => {
    const column = findColumn(what, header, options);
    return found.includes(column ?? '') ? null : column;
  });
  const [label, part, repeat, seed] = others;
  const chances = predicted === null ? found : [];
  const wanted = [image, predicted, ...others, ...chances].filter(
    (column) => typeof column === 'string',
  );
  const lines = readTable(text, {
    what: file,
    columns: [...new Set(wanted)],
    numbers: chances,
    code: 'REQUEST_INVALID',
  });
  const problems: string[] = [];
  const rows = lines.map(({ line, cells }): PredictedRow => {
    const cellOf = (column: string | null | undefined) =>
      typeof column === 'string' ? textOfCsvCell(cells[column] ?? '') : '';
    const imageId = cellOf(image);
    if (imageId === '') {
      problems.push(`line ${line}, column "${image}": expected an image, got an empty cell`);
    }
    const probabilities =
      predicted === null ? chances.map((column) => numberOf(cells[column])) : null;
    problems.push(
      ...(probabilities
        ? probabilityProblems(probabilities, { line, columns: chances, cells })
        : answerProblems(cellOf(predicted), { line, column: predicted ?? '', classes })),
    );
    const most = probabilities?.indexOf(Math.max(...probabilities)) ?? -1;
    return {
      line,
      imageId,
      label: cellOf(label) || null,
      part: cellOf(part) === '' ? null : partName(cellOf(part)),
      repeat: cellOf(repeat) === '' ? null : partName(cellOf(repeat)),
      seed: cellOf(seed) === '' ? null : partName(cellOf(seed)),
      predicted: probabilities ? (classes[most] ?? '') : cellOf(predicted),
      probabilities,
    };
  });
  refuseLines(file, problems);
  if (rows.length === 0)
    refuseLines(file, ['line 2: expected a prediction, got the end of the file']);
  return rows;
}

/** The table of the split and this one may call a column differently; the answer is here alone. */
function namesHere(columns: NamedColumns, header: readonly string[]): NamedColumns {
  const here = Object.entries(columns).filter(
    ([what, name]) => what === 'predicted' || (name !== undefined && header.includes(name)),
  );
  return Object.fromEntries(here);
}

function probabilityColumn(label: string, header: readonly string[]): string | undefined {
  const spellings = [label, `p_${label}`, `prob_${label}`, `proba_${label}`].concat(
    ...[`probability_${label}`, `p(${label})`, `${label}_prob`, `${label}_proba`],
    ...[`pred_${label}`, `score_${label}`],
  );
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return (
    spellings.find((name) => header.includes(name)) ??
    header.find((column) => spellings.some((name) => same(name, column)))
  );
}

function numberOf(cell = ''): number {
  return cell.trim() === '' ? NaN : Number(cell);
}

function probabilityProblems(
  values: readonly number[],
  {
    line,
    columns,
    cells,
  }: {
    readonly line: number;
    readonly columns: readonly string[];
    readonly cells: Readonly<Record<string, string>>;
  },
): string[] {
  const wrong = columns.filter((_, c) => !((values[c] ?? NaN) >= 0 && (values[c] ?? NaN) <= 1));
  if (wrong.length > 0) {
    return wrong.map(
      (column) =>
        `line ${line}, column "${column}": expected a probability in 0 … 1, got ${cells[column] || 'an empty cell'}`,
    );
  }
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= sumTolerance) return [];
  return [
    `line ${line}, columns "${columns.slice(0, 3).join('", "')}", …: expected probabilities that sum to 1, got ${Number(sum.toFixed(4))} (scores before a softmax are none)`,
  ];
}

function answerProblems(
  answer: string,
  {
    line,
    column,
    classes,
  }: { readonly line: number; readonly column: string; readonly classes: readonly string[] },
): string[] {
  if (classes.includes(answer)) return [];
  const nearest = nearestWord(answer, classes);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return [
    `line ${line}, column "${column}": expected one of the classes, got ${answer || 'an empty cell'}${hint}`,
  ];
}
