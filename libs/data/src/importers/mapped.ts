import { basename, join } from 'node:path';
import type { DatasetMapping } from '@crossfold/contracts';
import { readTable } from '../metadata/delimited-table.js';
import { findImages, imageStem, listFoldersWithin } from './find-files.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { openClassFolders } from './class-folders.js';
import { classify, withOwnLesions, type ImportedFolder } from './importer.js';
import { lesionReader } from './lesion-from-name.js';

/**
 * A folder read as a mapping says: a table that names images anywhere below the folder, or a folder
 * for each class. Labels that the mapping does not know are dropped by name.
 *
 * @throws AppError DATASET_INVALID, REQUEST_INVALID (the mapping)
 */
export async function openMapped(dir: string, mapping: DatasetMapping): Promise<ImportedFolder> {
  const { table, columns } = mapping;
  if (table === undefined || columns === undefined) {
    return { layout: 'mapped', ...(await openClassFolders(dir, mapping)) };
  }
  const rows = parseTable(await readUtf8(join(dir, table)), mapping, columns);
  const images = await findImages(dir, await listFoldersWithin(dir));
  return { layout: 'mapped', ...withOwnLesions(rows), images, masks: null };
}

function parseTable(
  text: string,
  { table = 'the table', classes, lesionFromName }: DatasetMapping,
  names: NonNullable<DatasetMapping['columns']>,
): RawMetadataRow[] {
  const lesionOf = lesionReader(lesionFromName);
  const columns = [...new Set(Object.values(names).filter((name) => name !== undefined))];
  const rows = readTable(text, { what: table, columns, code: 'DATASET_INVALID' });
  return rows.map(({ line, cells, identity }) => {
    const cell = (name: string | undefined) => (name === undefined ? '' : (cells[name] ?? ''));
    const imageId = imageStem(basename(cell(names.image).replaceAll('\\', '/')));
    return {
      ...{ line, imageId, lesionId: cell(names.lesion) || lesionOf(imageId) },
      patientId: cell(names.patient),
      ...classify(cell(names.class), classes),
      dxType: cell(names.dxType),
      age: cell(names.age),
      sex: cell(names.sex),
      localization: cell(names.localization),
      collection: cell(names.collection),
      identity,
    };
  });
}
