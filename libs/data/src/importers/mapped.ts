import { dirname, join } from 'node:path';
import type { DatasetMapping } from '@crossfold/contracts';
import { readTable } from '../metadata/delimited-table.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { openClassFolders } from './class-folders.js';
import { cleanPath, createFileFinder, nameOf } from './file-finder.js';
import { listImages, pathBelow } from './find-files.js';
import { listFoldersWithin } from './folder-listing.js';
import { idReader } from './id-from-name.js';
import { imageStem } from './image-content.js';
import { classify, withOwnLesions, type ImportedFolder } from './importer.js';
import { nameImages } from './name-images.js';

/**
 * A folder read as a mapping says: a table that names images anywhere below the folder, or a folder
 * for each class. Labels that the mapping does not know are dropped by name.
 *
 * @throws AppError DATASET_INVALID, REQUEST_INVALID (the mapping)
 */
export async function openMapped(dir: string, mapping: DatasetMapping): Promise<ImportedFolder> {
  const { table, columns } = mapping;
  if (table === undefined || columns === undefined) {
    return { layout: 'mapped', dir, ...(await openClassFolders(dir, mapping)) };
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
  return {
    layout: 'mapped',
    dir,
    ...withOwnLesions(rows),
    images,
    masks: null,
    searched,
    tables: [path],
    lookedFor,
  };

  function rowOf(row: MappedRow, imageId: string): RawMetadataRow {
    const [file] = images.get(imageId) ?? [];
    const place = file === undefined ? cleanPath(row.cell) : pathBelow(dir, file);
    const { patientOf, lesionOf } = row;
    return {
      ...row.facts,
      imageId,
      lesionId: row.facts.lesionId || lesionOf(place),
      patientId: row.facts.patientId || patientOf(place),
    };
  }
}

interface MappedRow {
  /** As it names the image. */
  readonly cell: string;
  readonly facts: Omit<RawMetadataRow, 'imageId' | 'patientId'> & { readonly patientId: string };
  readonly lesionOf: (path: string) => string;
  readonly patientOf: (path: string) => string;
}

function cellsOf(
  text: string,
  { table = 'the table', classes, lesionFromName, lesionFromPath, patientFromPath }: DatasetMapping,
  names: NonNullable<DatasetMapping['columns']>,
): MappedRow[] {
  const lesionOfName = idReader('lesionFromName', lesionFromName);
  const lesionOf = idReader('lesionFromPath', lesionFromPath);
  const patientOf = idReader('patientFromPath', patientFromPath);
  const columns = [...new Set(Object.values(names).filter((name) => name !== undefined))];
  const numbers = names.age === undefined ? [] : [names.age];
  const rows = readTable(text, { what: table, columns, numbers, code: 'DATASET_INVALID' });
  return rows.map(({ line, cells, identity }) => {
    const cell = (name: string | undefined) => (name === undefined ? '' : (cells[name] ?? ''));
    const image = cell(names.image);
    return {
      cell: image,
      facts: {
        line,
        lesionId: cell(names.lesion) || lesionOfName(imageStem(nameOf(cleanPath(image)))),
        patientId: cell(names.patient),
        ...classify(cell(names.class), classes),
        dxType: cell(names.dxType),
        age: cell(names.age),
        sex: cell(names.sex),
        localization: cell(names.localization),
        collection: cell(names.collection),
        identity,
      },
      lesionOf,
      patientOf,
    };
  });
}
