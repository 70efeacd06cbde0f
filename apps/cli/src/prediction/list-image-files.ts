import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError, describeFileFault, readNamedFile } from '@crossfold/contracts';
import type { ImageFile } from '@crossfold/training';

/** What of a folder is taken for an image; of a file that is named, the content decides alone. */
const endings = ['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.bmp'];

/**
 * The image files that paths name: files as they are, and those below folders, in the order of their
 * paths. A file that is not there is listed too: reading it says what is wrong.
 *
 * @throws AppError REQUEST_INVALID when there is none, or a folder cannot be read
 */
export async function listImageFiles(paths: readonly string[]): Promise<ImageFile[]> {
  const listed: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    listed.push(...(found?.isDirectory() ? await listFolder(path) : [path]));
  }
  if (listed.length === 0) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected images to predict, got none in ${paths.join(', ')}`,
      { remedy: `Name image files, or folders with files that end in ${endings.join(', ')}.` },
    );
  }
  return listed.map((name) => ({ name, read: () => readNamedFile(name) }));
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      const message = `expected a folder of images at ${folder}, got ${describeFileFault(cause)}`;
      throw new AppError('REQUEST_INVALID', message, { cause });
    },
  );
  return entries
    .filter((entry) => !entry.isDirectory() && endings.includes(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
