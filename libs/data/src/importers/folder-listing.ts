import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { compareText } from '../text-order.js';

/** Names in a folder, sorted; hidden ones and those that systems make for themselves left out. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Links that lead nowhere or in a circle, and what is neither file nor folder. */
  readonly others: readonly string[];
}

/**
 * What archives, cameras and network drives leave beside photographs: resource forks of macOS,
 * thumbnails of Synology and Windows, waste baskets. They may hold copies of images.
 */
const systemNames = new Set([
  ...['__macosx', '@eadir', '#recycle', '$recycle.bin', 'lost+found', 'system volume information'],
  ...['thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r'],
]);

/** @throws AppError DATASET_INVALID when there is no such folder. Links are followed. */
export async function listFolder(path: string): Promise<FolderListing> {
  const files: string[] = [];
  const folders: string[] = [];
  const others: string[] = [];
  for (const entry of await readEntries(path)) {
    if (isHidden(entry.name)) continue;
    const kind = entry.isSymbolicLink() ? await targetOf(join(path, entry.name)) : entry;
    if (kind?.isDirectory()) folders.push(entry.name);
    else if (kind?.isFile()) files.push(entry.name);
    else others.push(entry.name);
  }
  const sorted = (names: string[]) => names.sort(compareText);
  return { files: sorted(files), folders: sorted(folders), others: sorted(others) };
}

/**
 * All folders below `dir`, itself included, as paths relative to it. A link that leads back to a
 * folder above it is not followed.
 */
export async function listFoldersWithin(dir: string): Promise<string[]> {
  // Those above it too: a link to one of them would bring in all that lies beside it.
  const above: string[] = [];
  for (let place = await realpath(dir).catch(() => dir); place !== dirname(place);) {
    place = dirname(place);
    above.push(place);
  }
  return foldersBelow(dir, '.', new Set(above));
}

async function foldersBelow(
  dir: string,
  from: string,
  above: ReadonlySet<string>,
): Promise<string[]> {
  const { folders } = await listFolder(join(dir, from));
  const place = await realpath(join(dir, from));
  if (above.has(place)) return [];
  const path = new Set([...above, place]);
  const inner: string[] = [];
  for (const folder of folders) inner.push(...(await foldersBelow(dir, join(from, folder), path)));
  return [from, ...inner];
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || systemNames.has(name.toLowerCase());
}

/** What a link leads to; undefined when it leads nowhere or in a circle. */
async function targetOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

async function readEntries(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const remedy = folderRemedies[code ?? ''];
    if (remedy === undefined) throw cause;
    throw new AppError('DATASET_INVALID', `expected a folder at ${path}, got ${code}`, {
      remedy,
      cause,
    });
  }
}

const checkPath = 'Check the path; it has to be the folder that holds the images and their table.';
const folderRemedies: Readonly<Record<string, string>> = {
  ENOENT: checkPath,
  ENOTDIR: checkPath,
  ENAMETOOLONG: checkPath,
  ELOOP: checkPath,
  EACCES: 'Allow this user to read the folder, or take it out of the data set.',
  EPERM: 'Allow this user to read the folder, or take it out of the data set.',
};
