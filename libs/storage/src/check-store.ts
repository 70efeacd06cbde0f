import { randomUUID } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import { unfitForConditions } from './store-errors.js';

/**
 * Round trip of a small object. Writes that must be refused unmask servers that ignore their
 * conditions: on those, two workers would both believe to have written a trial's receipt, or one
 * command would undo another.
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
    await assertKept('OBJECT_EXISTS', store.put(key, bytes, { ifNoneMatch: true }));
    const other = loaded.etag.replace(/[0-9a-f]/g, (digit) => (digit === '0' ? '1' : '0'));
    await assertKept('CONFLICT', store.put(key, bytes, { ifMatch: other }));
  } finally {
    await store.delete(key);
  }
}

/** @param code by which a write whose condition does not hold is refused */
async function assertKept(code: 'OBJECT_EXISTS' | 'CONFLICT', write: Promise<unknown>) {
  try {
    await write;
  } catch (error) {
    if (error instanceof AppError && error.code === code) return;
    throw error;
  }
  const condition = code === 'CONFLICT' ? 'If-Match' : 'If-None-Match';
  throw unfitForConditions('the store', `one that overwrites in spite of ${condition}`);
}
