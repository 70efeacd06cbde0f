import { readFile } from 'node:fs/promises';
import { AppError } from '@crossfold/contracts';

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

/**
 * @param what it should be, such as `a study file`
 * @param remedy beside looking at the path
 * @throws AppError REQUEST_INVALID
 */
export async function readTextFile(path: string, what: string, remedy = ''): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    const message = `expected ${what} at ${path}, got ${faults[code] ?? code}`;
    throw new AppError('REQUEST_INVALID', message, { remedy: `Check the path${remedy}.`, cause });
  }
}
