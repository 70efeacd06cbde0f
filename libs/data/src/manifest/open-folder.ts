import { join } from 'node:path';
import { AppError, type DatasetMapping } from '@crossfold/contracts';
import { hasClassFolders, openOwnClassFolders } from '../importers/class-folders.js';
import { withPositiveClasses } from '../importers/derive-scheme.js';
import { listFolder, type FolderListing } from '../importers/folder-listing.js';
import type { ImportedFolder, Importer, OpenOptions } from '../importers/importer.js';
import { openLabelledTable, type TableColumns } from '../importers/labelled-table.js';
import { openMapped } from '../importers/mapped.js';
import type { Profile } from '../importers/profile.js';
import { documentName } from '../importers/unused-files.js';
import { profiles } from '../profiles/profiles.js';

export interface OpenFolderOptions {
  /** Reads the folder so, whatever it looks like. */
  readonly mapping?: DatasetMapping;
  /** Reads a table beside the images so. */
  readonly table?: TableColumns;
  /** Which of several sets that lie in the folder. */
  readonly layout?: string;
  /** The positive classes, where they are others than those of the profile, or it has none. */
  readonly positive?: readonly string[];
  /** Whose classes and titles the labels have; `none`: they are classes of their own. */
  readonly profile?: string;
}

/**
 * Finds which data set a folder holds, and reads its tables.
 *
 * @throws AppError DATASET_INVALID when it holds none, or several and `layout` does not say which
 */
export async function openFolder(
  given: string,
  options: OpenFolderOptions,
): Promise<ImportedFolder> {
  const { mapping, table, layout, positive } = options;
  const known = { positive, profileOf: profileFinder(options.profile) };
  if (mapping) return openMapped(given, mapping, known);
  if (table) return openLabelledTable(given, table, known);
  const { dir, listing } = await enterFolder(given, known);
  const found = await openKnown(dir, listing, layout, known);
  return positive ? withPositive(found, positive) : found;
}

/** Labels of a profile are its classes in whatever folder, unless something else is said. */
function profileFinder(wanted: string | undefined): OpenOptions['profileOf'] {
  const candidates = profiles.filter(({ name }) => wanted === undefined || name === wanted);
  return (classes) =>
    candidates.find(({ scheme }) => classes.every((name) => scheme.classes.includes(name)));
}

async function openKnown(
  dir: string,
  listing: FolderListing,
  layout: string | undefined,
  known: OpenOptions,
): Promise<ImportedFolder> {
  const sure = profiles.filter(({ closer }) => closer.isSure(listing));
  const matching = await matchingImporters(dir, listing, layout);
  const isOfClasses = isClassFolders(listing, layout, known);
  const titles = [
    ...sure.map(({ title }) => title),
    ...matching.map(({ name, importer }) => `${importer.title} (${name})`),
  ];
  if (layout === undefined && titles.length > 1) throw ambiguous(dir, titles);
  const found = matching.find(({ name }) => layout === undefined || name === layout);
  if (found) {
    const { name, importer, profile } = found;
    const { scheme } = profile;
    const columns = [...profile.columns, ...(importer.columns ?? [])];
    return { layout: name, dir, scheme, columns, ...(await importer.open(dir, listing)) };
  }
  const isOther = layout !== undefined && layout !== 'class-folders';
  if (sure.length === 0 && !isOther && isOfClasses) {
    return openOwnClassFolders(dir, listing, known);
  }
  return openCloser(dir, sure[0] ?? profiles[0], layout);
}

/** Folders named as classes of a profile are, also where there is one; any others from two on. */
function isClassFolders(
  listing: FolderListing,
  layout: string | undefined,
  { profileOf }: OpenOptions,
): boolean {
  const { folders, files } = listing;
  if (layout === 'class-folders' || hasClassFolders(listing)) return true;
  if (folders.length === 0 || files.some((name) => /\.(csv|tab|tsv)$/i.test(name))) return false;
  return profileOf(folders.map((name) => name.toLowerCase())) !== undefined;
}

async function openCloser(
  dir: string,
  profile: Profile | undefined,
  layout: string | undefined,
): Promise<ImportedFolder> {
  if (!profile) throw new AppError('INTERNAL', 'expected a profile, got none');
  const { scheme, columns, closer } = profile;
  const found = await closer.open(dir);
  if (layout === undefined || layout === found.layout) return { dir, scheme, columns, ...found };
  const message = `expected the layout ${layout} in ${dir}, got ${found.layout}`;
  throw new AppError('DATASET_INVALID', message);
}

/** Of a scheme that is given. One that is derived has them already. */
function withPositive(folder: ImportedFolder, names: readonly string[]): ImportedFolder {
  if (folder.isDerived) return folder;
  const scheme = withPositiveClasses(folder.scheme, names);
  return { ...folder, scheme };
}

const maxLevels = 8;

/**
 * The folder that holds the data set: where a folder of no known layout has one folder and no file,
 * as archives unpack, the one within.
 */
async function enterFolder(
  given: string,
  known: OpenOptions,
): Promise<{ dir: string; listing: FolderListing }> {
  let [dir, listing] = [given, await listFolder(given)];
  for (let level = 0; level < maxLevels; level++) {
    const [only, ...more] = listing.folders;
    const files = listing.files.filter((name) => !documentName.test(name));
    const stays = isKnown(listing) || isClassFolders(listing, undefined, known);
    if (only === undefined || more.length > 0 || files.length > 0 || stays) break;
    dir = join(dir, only);
    listing = await listFolder(dir);
  }
  return { dir, listing };
}

function isKnown(listing: FolderListing): boolean {
  return profiles.some(
    ({ importers, closer }) =>
      closer.isSure(listing) ||
      Object.values(importers).some((importer) => importer.matches(listing)),
  );
}

interface Match {
  readonly name: string;
  readonly importer: Importer;
  readonly profile: Profile;
}

/** A layout that is named is tried by its folders alone, so that a column it lacks is named too. */
async function matchingImporters(
  dir: string,
  listing: FolderListing,
  layout: string | undefined,
): Promise<Match[]> {
  const matching: Match[] = [];
  for (const profile of profiles) {
    for (const [name, importer] of Object.entries(profile.importers)) {
      if (!importer.matches(listing)) continue;
      const confirms = name === layout || !importer.confirms || (await importer.confirms(dir));
      if (confirms) matching.push({ name, importer, profile });
    }
  }
  return matching;
}

function ambiguous(dir: string, titles: readonly string[]): AppError {
  return new AppError(
    'DATASET_INVALID',
    `expected one data set in ${dir}, got ${titles.join(' and ')}`,
    { remedy: 'Put each in a folder of its own, or say which: --layout NAME.' },
  );
}
