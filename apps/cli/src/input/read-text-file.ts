import { createReadStream } from 'node:fs';
import { AppError, describeFileFault } from '@crossfold/contracts';

interface TextFileOptions {
  /** Left out: what a table of a million images has. */
  readonly maxBytes?: number;
  readonly remedy?: string;
}

/**
 * A text that somebody names at the command line. From a pipe too, whose length nobody knows before
 * its end.
 *
 * @param what it should be, such as `a study file`
 * @throws AppError REQUEST_INVALID
 */
export async function readTextFile(
  path: string,
  what: string,
  { maxBytes = 256 * 2 ** 20, remedy = 'Check the path.' }: TextFileOptions = {},
): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of createReadStream(path)) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
      if (length > maxBytes) break;
    }
  } catch (cause) {
    const message = `expected ${what} at ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('REQUEST_INVALID', message, { remedy, cause });
  }
  if (length <= maxBytes) return Buffer.concat(pieces).toString('utf8');
  const message = `expected ${what} of at most ${maxBytes} bytes at ${path}, got more`;
  throw new AppError('REQUEST_INVALID', message, { remedy });
}
