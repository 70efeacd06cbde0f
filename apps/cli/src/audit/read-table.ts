import { AppError, describeFileFault, readNamedFile } from '@crossfold/contracts';

/** @throws AppError REQUEST_INVALID where there is no file to read */
export async function readTable(path: string): Promise<string> {
  try {
    return (await readNamedFile(path)).toString('utf8');
  } catch (cause) {
    const message = `expected a table at ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('REQUEST_INVALID', message, { remedy: 'Check the path.', cause });
  }
}
