import type { z } from 'zod';
import { readBoundedJson } from './json-records.js';
import type { ObjectStore } from './object-store.js';
import { isDamage } from './verify-check.js';

/**
 * Reads a record of a list that must be seen though one of its records is damaged.
 *
 * @returns null where it is damaged, or gone since it was listed, which standard error tells
 */
export async function readUnlessDamaged<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<z.output<S> | null> {
  try {
    return await readBoundedJson(store, key, schema);
  } catch (error) {
    if (!isDamage(error)) throw error;
    process.stderr.write(`passed over: ${error.message.slice(0, 1000)}\n`);
    return null;
  }
}
