import { createHash } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import { assertChecksum } from './checksum.js';
import type { ObjectStore } from './object-store.js';
import { explainAbsence } from './removals.js';

/** An object as a record names it: a receipt its predictions. */
export interface ObjectName {
  readonly key: string;
  readonly sha256: string;
}

/**
 * Reads an object that a record names.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_REMOVED where a policy took it out; OBJECT_CORRUPT where it is
 *   damaged, or whole but another one
 */
export async function getNamed(
  store: ObjectStore,
  { key, sha256 }: ObjectName,
): Promise<Uint8Array> {
  const found = await store.get(key).catch(async (error: unknown) => {
    throw await explainAbsence(store, key, error);
  });
  if (found.sha256 === sha256) return found.bytes;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected SHA-256 ${sha256} for ${key}, got ${found.sha256}`,
  );
}

/**
 * The same of an object that its readers can do without: null where a policy took it out.
 *
 * @throws AppError as `getNamed`
 */
export async function getUnlessRemoved(
  store: ObjectStore,
  named: ObjectName,
): Promise<Uint8Array | null> {
  try {
    return await getNamed(store, named);
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_REMOVED') return null;
    throw error;
  }
}

/**
 * Proves that an object which a record names can be read whole, without keeping it in memory.
 *
 * @throws AppError as `getNamed`
 */
export async function assertNamed(store: ObjectStore, { key, sha256 }: ObjectName): Promise<void> {
  const hash = createHash('sha256');
  const stream = await store.getStream(key).catch(async (error: unknown) => {
    throw await explainAbsence(store, key, error);
  });
  for await (const chunk of stream) hash.update(chunk);
  assertChecksum(key, sha256, hash.digest('hex'));
}
