import { basename } from 'node:path';
import { AppError, type LabelScheme } from '@crossfold/contracts';
import { readTable, tableColumns } from '../metadata/delimited-table.js';
import { checkMetadata, type CheckedMetadata } from '../metadata/metadata-rules.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { deriveScheme, wordsOfColumn } from './derive-scheme.js';
import { withOwnGroups } from './importer.js';
import { assertColumn, unique, type TableColumns } from './labelled-table.js';

/**
 * The rows of a table that can be planned without its images, and what was wrong with the others. Each
 * label is a class; an image is named by a column, or by the first one whose cells all differ.
 *
 * @throws AppError DATASET_INVALID when the file cannot be read, lacks a column, or is too small
 */
export async function readLabelledRows(
  path: string,
  { labels, group, image }: Omit<TableColumns, 'table'>,
): Promise<CheckedMetadata & { readonly scheme: LabelScheme }> {
  const table = basename(path);
  const text = await readUtf8(path);
  const names = tableColumns(text, [labels]);
  for (const name of [labels, group, image]) {
    if (name !== undefined) assertColumn(name, names, table);
  }
  const columns = unique(names);
  const read = readTable(text, { what: table, columns, code: 'DATASET_INVALID' });
  const cells = read.map((row) => row.cells);
  const others = columns.filter((name) => name !== labels && name !== group);
  const id = image ?? findIdColumn(table, others, cells);
  const bare = read.map(({ line, cells: cell, identity }) => ({
    line,
    imageId: cell[id] ?? '',
    groupId: group === undefined ? (cell[id] ?? '') : (cell[group] ?? ''),
    label: cell[labels] ?? '',
    metadata: {},
    identity,
  }));
  const words = group === undefined ? null : wordsOfColumn(group);
  const stated = bare.map(({ label }) => label).filter((label) => label !== '');
  const scheme = deriveScheme(stated, { group: words });
  const { rows, problems } = withOwnGroups(bare, words?.one ?? 'group');
  const checked = checkMetadata(rows, { ...scheme, columns: [] });
  return { scheme, rows: checked.rows, problems: [...problems, ...checked.problems] };
}

function findIdColumn(
  table: string,
  names: readonly string[],
  cells: readonly Readonly<Record<string, string>>[],
): string {
  const isId = (name: string) =>
    cells.every((row) => row[name] !== '') &&
    new Set(cells.map((row) => row[name])).size === cells.length;
  const found = names.find(isId);
  if (found !== undefined) return found;
  throw new AppError(
    'DATASET_INVALID',
    `expected a column of ${table} that tells its images apart, got none among ${names.join(', ') || 'no other column'}`,
    { remedy: 'Say which column names the image: --image COLUMN.' },
  );
}
