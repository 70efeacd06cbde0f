import { createReadStream } from 'node:fs';
import { AppError } from '@crossfold/contracts';

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

/** A request may have 1 MiB; comments are not sent. */
const maxBytes = 8 * 2 ** 20;

/**
 * From a pipe too, whose length nobody knows before its end.
 *
 * @param what it should be, such as `a study file`
 * @param remedy beside looking at the path
 * @throws AppError REQUEST_INVALID
 */
export async function readTextFile(path: string, what: string, remedy = ''): Promise<string> {
  const options = { remedy: `Check the path${remedy}.` };
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of createReadStream(path)) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
      if (length > maxBytes) break;
    }
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    const message = `expected ${what} at ${path}, got ${faults[code] ?? code}`;
    throw new AppError('REQUEST_INVALID', message, { ...options, cause });
  }
  if (length <= maxBytes) return Buffer.concat(pieces).toString('utf8');
  const message = `expected ${what} of at most ${maxBytes} bytes at ${path}, got more`;
  throw new AppError('REQUEST_INVALID', message, options);
}
