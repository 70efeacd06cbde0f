import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file aside, makes it durable and puts it in place in one step: `path` never holds half
 * of it. One process at a time may write a path.
 */
export async function writeAside(path: string, bytes: Uint8Array | string): Promise<void> {
  const aside = `${path}.part`;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(aside, path);
}

/** Makes the renames within a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
