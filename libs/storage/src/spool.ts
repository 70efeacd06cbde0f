import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFile } from './file-sync.js';
import type { ObjectBody } from './object-store.js';

export interface SpooledBody {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Writes a body to a new file in `folder`, forced to disk, and learns its size and checksum on the
 * way. When the body fails in the middle, the file is removed and the body's own error thrown.
 */
export async function spool(folder: string, body: ObjectBody): Promise<SpooledBody> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }
  const file = await open(path, 'wx');
  try {
    await writeFile(file, measured());
    await syncFile(file);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { path, sizeBytes, sha256: hash.digest('hex') };
}
