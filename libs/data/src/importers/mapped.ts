import { dirname, join } from 'node:path';
import type { DatasetMapping, MetadataColumn } from '@crossfold/contracts';
import { readTable } from '../metadata/delimited-table.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { openClassFolders } from './class-folders.js';
import { cleanPath, createFileFinder, nameOf } from './file-finder.js';
import { listImages, pathBelow } from './find-files.js';
import { listFoldersWithin } from './folder-listing.js';
import { idReader } from './id-from-name.js';
import { imageStem } from './image-content.js';
import type { ImportedFolder, OpenOptions } from './importer.js';
import { classOf, factsOf, groupReaders, groupsOf } from './mapping-facts.js';
import { nameImages } from './name-images.js';

/** Columns that mappings name by what they hold. */
const usualColumns = {
  dxType: { name: 'dxType', type: 'text' },
  age: { name: 'age', type: 'number', min: 0, max: 130, unit: 'years' },
  sex: { name: 'sex', type: 'text' },
  localization: { name: 'localization', type: 'text' },
  collection: { name: 'collection', type: 'text' },
} as const satisfies Record<string, MetadataColumn>;
type UsualColumn = keyof typeof usualColumns;

/**
 * A folder read as a mapping says: a table that names images anywhere below the folder, or a folder
 * for each class. Labels that the mapping does not know are dropped by name.
 *
 * @throws AppError DATASET_INVALID, REQUEST_INVALID (the mapping)
 */
export async function openMapped(
  dir: string,
  mapping: DatasetMapping,
  options: OpenOptions,
  layout = 'mapped',
): Promise<ImportedFolder> {
  const { table, columns } = mapping;
  if (table === undefined || columns === undefined) {
    return openClassFolders(dir, mapping, options, layout);
  }
  const path = join(dir, table);
  const text = await readUtf8(path);
  const searched = await listFoldersWithin(dir);
  const files = await listImages(dir, searched);
  const tableFolder = cleanPath(dirname(table));
  const find = createFileFinder(dir, files, tableFolder === '.' ? '' : tableFolder);
  const {
    rows: named,
    images,
    lookedFor,
  } = nameImages(dir, cellsOf(text, mapping, columns), {
    files,
    find,
  });
  const rows = named.map(({ row, imageId }) => rowOf(row, imageId));
  const kept = keptColumns(mapping).map(({ column }) => column);
  const facts = factsOf(rows, images, { mapping, options, columns: kept });
  return {
    layout,
    dir,
    ...facts,
    ...groupsOf(rows, facts.scheme.group),
    images,
    masks: null,
    searched,
    tables: [path],
    lookedFor,
  };

  function rowOf(row: MappedRow, imageId: string): RawMetadataRow {
    const [file] = images.get(imageId) ?? [];
    const place = file === undefined ? cleanPath(row.cell) : pathBelow(dir, file);
    const { patientOf, groupOf } = row;
    return {
      ...row.facts,
      imageId,
      groupId: row.facts.groupId || groupOf(place),
      patientId: row.facts.patientId || patientOf(place),
    };
  }
}

/** Columns of free metadata, and what the table calls them. */
function keptColumns({ columns = { image: '', class: '' }, metadata = [] }: DatasetMapping) {
  const usual = Object.keys(usualColumns) as UsualColumn[];
  return [
    ...usual.flatMap((name) => {
      const inTable = columns[name];
      return inTable === undefined ? [] : [{ column: usualColumns[name], inTable }];
    }),
    ...metadata.map((column) => ({ column, inTable: column.name })),
  ];
}

interface MappedRow {
  /** As it names the image. */
  readonly cell: string;
  readonly facts: Omit<RawMetadataRow, 'imageId' | 'patientId'> & { readonly patientId: string };
  readonly groupOf: (path: string) => string;
  readonly patientOf: (path: string) => string;
}

function cellsOf(
  text: string,
  mapping: DatasetMapping,
  names: NonNullable<DatasetMapping['columns']>,
): MappedRow[] {
  const { table = 'the table', classes, patientFromPath } = mapping;
  const { byName, byPath } = groupReaders(mapping);
  const patientOf = idReader('patientFromPath', patientFromPath);
  const kept = keptColumns(mapping);
  const { image, class: label, group = names.lesion, patient } = names;
  const wanted = [image, label, group, patient, ...kept.map(({ inTable }) => inTable)];
  const columns = [...new Set(wanted.filter((name) => name !== undefined))];
  const numbers = kept
    .filter(({ column }) => column.type === 'number')
    .map(({ inTable }) => inTable);
  const rows = readTable(text, { what: table, columns, numbers, code: 'DATASET_INVALID' });
  return rows.map(({ line, cells, identity }) => {
    const cell = (name: string | undefined) => (name === undefined ? '' : (cells[name] ?? ''));
    const facts = kept.map(({ column, inTable }) => [column.name, cell(inTable)] as const);
    return {
      cell: cell(image),
      facts: {
        line,
        groupId: cell(group) || byName(imageStem(nameOf(cleanPath(cell(image))))),
        patientId: cell(patient),
        ...classOf(cell(label), classes),
        metadata: Object.fromEntries(facts),
        identity,
      },
      groupOf: byPath,
      patientOf,
    };
  });
}
