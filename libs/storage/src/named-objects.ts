import { createHash } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import { assertChecksum } from './checksum.js';
import type { ObjectStore } from './object-store.js';

/** An object as a record names it: a receipt its predictions. */
export interface ObjectName {
  readonly key: string;
  readonly sha256: string;
}

/**
 * Reads an object that a record names.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_CORRUPT where it is damaged, or whole but another one
 */
export async function getNamed(
  store: ObjectStore,
  { key, sha256 }: ObjectName,
): Promise<Uint8Array> {
  const found = await store.get(key);
  if (found.sha256 === sha256) return found.bytes;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected SHA-256 ${sha256} for ${key}, got ${found.sha256}`,
  );
}

/**
 * Proves that an object which a record names can be read whole, without keeping it in memory.
 *
 * @throws AppError as `getNamed`
 */
export async function assertNamed(store: ObjectStore, { key, sha256 }: ObjectName): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of await store.getStream(key)) hash.update(chunk);
  assertChecksum(key, sha256, hash.digest('hex'));
}
