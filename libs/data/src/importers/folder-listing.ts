import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { compareText } from '../text-order.js';

/** Names in a folder, sorted; hidden ones (such as the `._` files of macOS archives) left out. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** @throws AppError DATASET_INVALID when there is no such folder. Links are followed. */
export async function listFolder(path: string): Promise<FolderListing> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await readEntries(path)) {
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await targetOf(join(path, entry.name)) : entry;
    if (kind?.isDirectory()) folders.push(entry.name);
    else if (kind?.isFile()) files.push(entry.name);
  }
  return { files: files.sort(compareText), folders: folders.sort(compareText) };
}

/** What a link leads to; undefined when it leads nowhere or in a circle, which is as if it were not there. */
async function targetOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP') return undefined;
    throw error;
  }
}

async function readEntries(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause;
    throw new AppError('DATASET_INVALID', `expected a folder at ${path}, got ${code}`, {
      remedy: 'Check the path; it has to be the folder that holds the images and their table.',
      cause,
    });
  }
}
