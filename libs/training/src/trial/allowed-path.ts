import { lstat, realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { AppError, describeFileFault, visibleText } from '@crossfold/contracts';

/**
 * The real place of a file that a study names, within the folders that this worker may read from.
 * Whoever may submit a study learns nothing about anything else: outside, all paths are refused
 * alike, whether something is there or not, and also where a link leads out.
 *
 * @throws AppError WEIGHTS_INVALID
 */
export async function allowedPath(path: string, folders: readonly string[]): Promise<string> {
  const wanted = resolve(path);
  for (const folder of folders) {
    const root = resolve(folder);
    if (!isWithin(root, wanted)) continue;
    const found = await placeOf(wanted, root);
    if (found !== null) return found;
  }
  throw new AppError(
    'WEIGHTS_INVALID',
    `expected a weights file within a folder that this worker may read from, got ${visibleText(path)}`,
    {
      remedy:
        'Put the file into the folder CROSSFOLD_WEIGHTS_DIR of every worker, or name its folder in CROSSFOLD_WEIGHTS_FOLDERS there.',
    },
  );
}

/** @returns null where the way there leads out of the folder, or may do so */
async function placeOf(wanted: string, folder: string): Promise<string | null> {
  const root = await realpath(folder).catch(() => null);
  if (root === null) throw nothingAt(wanted, 'nothing there');
  try {
    const real = await realpath(wanted);
    return isWithin(root, real) ? real : null;
  } catch (error) {
    if (await leadsOut(wanted, folder, root)) return null;
    throw nothingAt(wanted, describeFileFault(error));
  }
}

/** Whether a path that cannot be followed to its end has a link on its way that is, or may be, one out of the folder. */
async function leadsOut(wanted: string, folder: string, root: string): Promise<boolean> {
  for (let part = wanted; part !== folder; part = dirname(part)) {
    const there = await lstat(part).catch(() => null);
    if (there === null) continue;
    const real = await realpath(part).catch(() => null);
    return real === null || !isWithin(root, real);
  }
  return false;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function nothingAt(path: string, fault: string): AppError {
  return new AppError(
    'WEIGHTS_INVALID',
    `expected a readable weights file at ${visibleText(path)}, got ${fault}`,
    {
      remedy: 'Put the file there on every worker, or correct model.weights.path.',
    },
  );
}
