import { createReadStream } from 'node:fs';
import { AppError, describeFileFault, readBounded } from '@crossfold/contracts';

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
  const { bytes, isWhole } = await readBounded(createReadStream(path), maxBytes).catch(
    (cause: unknown) => {
      const message = `expected ${what} at ${path}, got ${describeFileFault(cause)}`;
      throw new AppError('REQUEST_INVALID', message, { remedy, cause });
    },
  );
  if (isWhole) return bytes.toString('utf8');
  const message = `expected ${what} of at most ${maxBytes} bytes at ${path}, got more`;
  throw new AppError('REQUEST_INVALID', message, { remedy });
}
