import { join } from 'node:path';
import { AppError, type DatasetLayoutName, type DatasetMapping } from '@crossfold/contracts';
import { listFolder, type FolderListing } from './folder-listing.js';
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
import { documentName } from './unused-files.js';

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
  given: string,
  { mapping, layout }: OpenFolderOptions,
): Promise<ImportedFolder> {
  if (mapping) return openMapped(given, mapping);
  const { dir, listing } = await enterFolder(given);
  const matching = await matchingImporters(dir, listing, layout);
  const titles = [
    ...(hasHam10000Folders(listing) ? ['HAM10000'] : []),
    ...matching.map(([name, { title }]) => `${title} (${name})`),
  ];
  if (layout === undefined && titles.length > 1) throw ambiguous(dir, titles);
  const found = matching.find(([name]) => layout === undefined || name === layout);
  if (!found) return openHam10000(dir, layout);
  const [name, importer] = found;
  return { layout: name as keyof typeof importers, dir, ...(await importer.open(dir, listing)) };
}

const maxLevels = 8;

/**
 * The folder that holds the data set: where a folder of no known layout has one folder and no file,
 * as archives unpack, the one within.
 */
async function enterFolder(given: string): Promise<{ dir: string; listing: FolderListing }> {
  let [dir, listing] = [given, await listFolder(given)];
  for (let level = 0; level < maxLevels; level++) {
    const [only, ...more] = listing.folders;
    const files = listing.files.filter((name) => !documentName.test(name));
    if (only === undefined || more.length > 0 || files.length > 0 || isKnown(listing)) break;
    dir = join(dir, only);
    listing = await listFolder(dir);
  }
  return { dir, listing };
}

function isKnown(listing: FolderListing): boolean {
  const known = Object.values<Importer>(importers).some((importer) => importer.matches(listing));
  return known || hasHam10000Folders(listing);
}

/** A layout that is named is tried by its folders alone, so that a column it lacks is named too. */
async function matchingImporters(
  dir: string,
  listing: FolderListing,
  layout: DatasetLayoutName | undefined,
): Promise<[string, Importer][]> {
  const matching: [string, Importer][] = [];
  for (const [name, importer] of Object.entries<Importer>(importers)) {
    if (!importer.matches(listing)) continue;
    const confirms = name === layout || !importer.confirms || (await importer.confirms(dir));
    if (confirms) matching.push([name, importer]);
  }
  return matching;
}

async function openHam10000(
  dir: string,
  layout: DatasetLayoutName | undefined,
): Promise<ImportedFolder> {
  const { layout: found, metadata, images, masks, searched } = await findLayout(dir);
  if (layout === undefined || layout === found) {
    const rows = await readRows(metadata);
    const tables = tablesOf(metadata);
    return { layout: found, dir, rows, images, masks, problems: [], searched, tables };
  }
  const message = `expected the layout ${layout} in ${dir}, got ${found}`;
  throw new AppError('DATASET_INVALID', message);
}

function tablesOf(files: MetadataFiles): string[] {
  return files.format === 'ham10000' ? [files.table] : [files.groundTruth, files.lesionGroupings];
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
