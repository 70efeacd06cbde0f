import { join } from 'node:path';
import {
  AppError,
  nearestWord,
  type DatasetMapping,
  type MetadataColumn,
} from '@crossfold/contracts';
import { readTable, tableColumns } from '../metadata/delimited-table.js';
import { isNothing, isNumber } from '../metadata/cell-values.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { createFileFinder } from './file-finder.js';
import { listImages } from './find-files.js';
import { listFolder, listFoldersWithin } from './folder-listing.js';
import type { ImportedFolder, OpenOptions } from './importer.js';
import { openMapped } from './mapped.js';

/** Which columns of a table say what; the others are free metadata. */
export interface TableColumns {
  readonly labels: string;
  /** What may not be on two sides of a split; left out: each image is its own group. */
  readonly group?: string | undefined;
  /** Names the file; left out: the column that does. */
  readonly image?: string | undefined;
  /** Relative to the folder; left out: the one that has the columns. */
  readonly table?: string | undefined;
}

const maxColumns = 200;
/** Enough to see what a column holds. */
const lookedAtRows = 500;

/**
 * Images beside a table of which no more is known than its column of labels.
 *
 * @throws AppError DATASET_INVALID naming the nearest column where there is none of a name
 */
export async function openLabelledTable(
  dir: string,
  columns: TableColumns,
  options: OpenOptions,
): Promise<ImportedFolder> {
  const { table, text } = await findLabelTable(dir, columns);
  const { labels, group } = columns;
  const names = tableColumns(text, [labels]);
  for (const name of [labels, group, columns.image]) {
    if (name !== undefined) assertColumn(name, names, table);
  }
  const rows = readTable(text, { what: table, columns: unique(names), code: 'DATASET_INVALID' });
  const cells = rows.map((row) => row.cells);
  const taken = [labels, group].filter((name) => name !== undefined);
  const others = unique(names).filter((name) => !taken.includes(name));
  const image = columns.image ?? (await findImageColumn(dir, table, others, cells));
  const metadata = others
    .filter((name) => name !== image)
    .flatMap((name) => describeColumn(name, cells))
    .slice(0, maxColumns);
  const mapping: DatasetMapping = {
    table,
    columns: { image, class: labels, ...(group !== undefined && { group }) },
    metadata,
  };
  return openMapped(dir, mapping, options, 'table');
}

type Cells = readonly Readonly<Record<string, string>>[];

async function findLabelTable(dir: string, { labels, table }: TableColumns) {
  const { files } = await listFolder(dir);
  const tables = table === undefined ? files.filter(isTable) : [table];
  const read = await Promise.all(
    tables.map(async (name) => ({ table: name, text: await readUtf8(join(dir, name)) })),
  );
  const fitting = read.filter(({ text }) => tableColumns(text, [labels]).includes(labels));
  const [only, ...more] = fitting.length > 0 ? fitting : read;
  if (only && more.length === 0) return only;
  if (fitting.length > 1) {
    const names = fitting.map((found) => found.table).join(', ');
    const message = `expected one table with a column ${labels} in ${dir}, got ${names}`;
    throw new AppError('DATASET_INVALID', message, { remedy: 'Say which: --table FILE.' });
  }
  const names = read.flatMap(({ text }) => tableColumns(text, [labels]));
  if (only) assertColumn(labels, names, tables.join(', '));
  const message = `expected a table (CSV or TSV) in ${dir}, got ${files.slice(0, 8).join(', ') || 'no file'}`;
  throw new AppError('DATASET_INVALID', message, {
    remedy: 'Put the table into the folder, or say where below it it lies: --table FILE.',
  });
}

function isTable(name: string): boolean {
  return /\.(csv|tsv|tab)$/i.test(name);
}

/** Names that stand once in a header. */
export function unique(names: readonly string[]): string[] {
  return names.filter((name) => name !== '' && names.indexOf(name) === names.lastIndexOf(name));
}

/** @throws AppError DATASET_INVALID with the nearest column */
export function assertColumn(name: string, names: readonly string[], table: string): void {
  if (names.includes(name)) return;
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'DATASET_INVALID',
    `expected a column "${name}" in ${table}, got none${hint}`,
    { remedy: `Its columns are ${names.join(', ')}.` },
  );
}

/** The column of which most cells name a file. */
async function findImageColumn(
  dir: string,
  table: string,
  names: readonly string[],
  cells: Cells,
): Promise<string> {
  const find = createFileFinder(dir, await listImages(dir, await listFoldersWithin(dir)));
  const seen = cells.slice(0, lookedAtRows);
  const counts = names.map((name) => ({
    name,
    found: seen.filter((row) => row[name] !== '' && find(row[name] ?? '').length > 0).length,
  }));
  const best = counts.reduce((most, next) => (next.found > most.found ? next : most), {
    name: '',
    found: 0,
  });
  if (best.found > 0) return best.name;
  const example =
    seen[0] === undefined ? 'no row' : names.map((name) => seen[0]?.[name]).join(', ');
  throw new AppError(
    'DATASET_INVALID',
    `expected a column of ${table} that names the images in ${dir}, got none: its first row has ${example}`,
    { remedy: 'Check the folder, or say which column it is: --image COLUMN.' },
  );
}

/** A column of numbers or of text; none where it says nothing. */
function describeColumn(name: string, cells: Cells): MetadataColumn[] {
  const stated = cells.map((row) => row[name] ?? '').filter((cell) => !isNothing(cell));
  if (stated.length === 0) return [];
  return [{ name, type: stated.every(isNumber) ? 'number' : 'text' }];
}
