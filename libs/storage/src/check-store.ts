import { randomUUID } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';

/**
 * Round trip of a small object. A second write that must be refused unmasks servers that ignore
 * If-None-Match: on those, two workers would both believe to have written a trial's receipt.
 */
export async function checkStore(store: ObjectStore): Promise<void> {
  const key = `checks/${randomUUID()}`;
  const bytes = Buffer.from(key);
  await store.put(key, bytes, { ifNoneMatch: true });
  try {
    const loaded = await store.get(key);
    if (!bytes.equals(loaded.bytes)) {
      throw new AppError(
        'OBJECT_CORRUPT',
        `expected the bytes just written for ${key}, got others`,
      );
    }
    await assertConditionKept(store, key, bytes);
  } finally {
    await store.delete(key);
  }
}

async function assertConditionKept(store: ObjectStore, key: string, bytes: Buffer): Promise<void> {
  try {
    await store.put(key, bytes, { ifNoneMatch: true });
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_EXISTS') return;
    throw error;
  }
  throw new AppError(
    'STORE_REFUSED',
    `expected a server that keeps If-None-Match for ${key}, got one that overwrites`,
    { remedy: 'Use an object store with conditional writes, such as AWS S3, MinIO or versitygw.' },
  );
}
