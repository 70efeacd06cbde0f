import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { waitUntil } from './wait-until.js';

/** A study on a machine that does other work too. */
const timeoutMs = 600_000;

/**
 * What several test files need and none changes: the first that asks makes it, the others wait.
 *
 * @param make is given an empty folder to fill
 * @returns the full folder, to be read alone
 */
export function onceARun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('runFolder'), name);
  const [claim, part] = [`${folder}.claim`, `${folder}.part`];
  return waitUntil(
    `${name} to be made by another test file`,
    async () => {
      if (await isThere(folder)) return folder;
      if (!(await isFirst(claim))) return null;
      try {
        await mkdir(part);
        await make(part);
        await rename(part, folder);
      } catch (error) {
        await rm(part, { recursive: true, force: true });
        await rm(claim, { recursive: true });
        throw error;
      }
      return folder;
    },
    { timeoutMs, everyMs: 100 },
  );
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Of any number of processes that ask, one is told that it is. */
function isFirst(claim: string): Promise<boolean> {
  return mkdir(claim).then(
    () => true,
    () => false,
  );
}
