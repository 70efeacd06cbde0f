import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '@crossfold/contracts';

/**
 * Refuses a folder with links that lead out of it. A data set that was made by somebody else could
 * otherwise bring files of this machine into the store.
 *
 * @throws AppError DATASET_INVALID naming every such link
 */
export async function assertNoOutsideLinks(dir: string): Promise<void> {
  const root = await realpathOrNull(dir);
  if (root === null) return;
  const outside = await outsideLinks(dir, root);
  if (outside.length === 0) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected no link out of ${dir}, got ${outside.length}, the first: ${outside[0] ?? ''}`,
    {
      problems: outside,
      remedy: 'Put the files themselves there, or trust the links: --follow-links.',
    },
  );
}

async function outsideLinks(dir: string, root: string, from = '.'): Promise<string[]> {
  const outside: string[] = [];
  for (const entry of await entriesOf(join(dir, from))) {
    const path = join(from, entry.name);
    if (entry.isDirectory()) outside.push(...(await outsideLinks(dir, root, path)));
    if (!entry.isSymbolicLink()) continue;
    const target = await realpathOrNull(join(dir, path));
    if (target !== null && !isWithin(root, target)) outside.push(`${path} leads to ${target}`);
  }
  return outside;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

async function entriesOf(path: string): Promise<Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** Null where nothing is: a link that leads nowhere, or in a circle. */
async function realpathOrNull(path: string): Promise<string | null> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return null;
    throw error;
  });
}
