import { AppError, type DatasetLayoutName, type DatasetMapping } from '@crossfold/contracts';
import { listFolder } from './folder-listing.js';
import { parseIsic2018Csv } from '../metadata/isic2018-csv.js';
import { findLayout, hasHam10000Folders, type MetadataFiles } from './layout.js';
import { parseMetadataCsv } from '../metadata/metadata-csv.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { bcn20000 } from './bcn20000.js';
import { classFolders } from './class-folders.js';
import { derm7pt } from './derm7pt.js';
import type { ImportedFolder, Importer } from './importer.js';
import { isic2018Test } from './isic2018-test.js';
import { isic2019 } from './isic2019.js';
import { openMapped } from './mapped.js';
import { padUfes20 } from './pad-ufes-20.js';
import { ph2 } from './ph2.js';

type Ham10000Layout = 'kaggle' | 'isic2018' | 'folder';

/** Every layout but those of HAM10000, which `findLayout` tells apart, and a mapping's own. */
export const importers = {
  'isic2018-test': isic2018Test,
  isic2019,
  bcn20000,
  ph2,
  'pad-ufes-20': padUfes20,
  derm7pt,
  'class-folders': classFolders,
} as const satisfies Record<Exclude<DatasetLayoutName, Ham10000Layout | 'mapped'>, Importer>;

export interface OpenFolderOptions {
  /** Reads the folder so, whatever it looks like. */
  readonly mapping?: DatasetMapping;
  /** Which of several sets that lie in the folder. */
  readonly layout?: DatasetLayoutName;
}

/**
 * Finds which data set a folder holds, and reads its tables.
 *
 * @throws AppError DATASET_INVALID when it holds none, or several and `layout` does not say which
 */
export async function openFolder(
  dir: string,
  { mapping, layout }: OpenFolderOptions,
): Promise<ImportedFolder> {
  if (mapping) return openMapped(dir, mapping);
  const listing = await listFolder(dir);
  const matching = Object.entries<Importer>(importers).filter(([, importer]) =>
    importer.matches(listing),
  );
  const titles = [
    ...(hasHam10000Folders(listing) ? ['HAM10000'] : []),
    ...matching.map(([name, { title }]) => `${title} (${name})`),
  ];
  if (layout === undefined && titles.length > 1) throw ambiguous(dir, titles);
  const found = matching.find(([name]) => layout === undefined || name === layout);
  if (!found) return openHam10000(dir, layout);
  const [name, importer] = found;
  return { layout: name as keyof typeof importers, ...(await importer.open(dir, listing)) };
}

async function openHam10000(
  dir: string,
  layout: DatasetLayoutName | undefined,
): Promise<ImportedFolder> {
  const { layout: found, metadata, images, masks } = await findLayout(dir);
  if (layout === undefined || layout === found) {
    return { layout: found, rows: await readRows(metadata), images, masks, problems: [] };
  }
  const message = `expected the layout ${layout} in ${dir}, got ${found}`;
  throw new AppError('DATASET_INVALID', message);
}

async function readRows(files: MetadataFiles): Promise<RawMetadataRow[]> {
  if (files.format === 'ham10000') return parseMetadataCsv(await readUtf8(files.table));
  return parseIsic2018Csv(await readUtf8(files.groundTruth), await readUtf8(files.lesionGroupings));
}

function ambiguous(dir: string, titles: readonly string[]): AppError {
  return new AppError(
    'DATASET_INVALID',
    `expected one data set in ${dir}, got ${titles.join(' and ')}`,
    { remedy: 'Put each in a folder of its own, or say which: --layout NAME.' },
  );
}
