import { open, type FileHandle } from 'node:fs/promises';
import { hasErrorCode, isUnsupported } from './file-errors.js';

/** Forces the bytes of a file to disk, where the file system can be told to. */
export async function syncFile(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
}

/**
 * Forces a new name to disk, where the file system can be told to. The folder may be gone already:
 * its object was deleted meanwhile.
 */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'EISDIR') || isUnsupported(error)) return null;
    throw error;
  });
  try {
    await folder?.sync();
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  } finally {
    await folder?.close();
  }
}
