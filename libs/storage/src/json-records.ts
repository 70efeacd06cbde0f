import { AppError, canonicalJson, parseWith } from '@crossfold/contracts';
import type { z } from 'zod';
import type { ObjectStore, StoredObject, WriteCondition } from './object-store.js';

/** Of records of studies: larger ones were written by nobody, and would not fit into memory. */
export const maxRecordBytes = 64 * 2 ** 20;

/**
 * Reads a record that must not exhaust the memory of whoever reads it, however it came there.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_CORRUPT also where it is larger than `maxBytes`
 */
export async function readBoundedJson<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  maxBytes: number = maxRecordBytes,
): Promise<z.output<S>> {
  const { sizeBytes = 0 } = (await store.head(key)) ?? {};
  if (sizeBytes <= maxBytes) return readJson(store, key, schema);
  const message = `expected at most ${maxBytes} bytes for ${key}, got ${sizeBytes}`;
  throw new AppError('OBJECT_CORRUPT', message);
}

/**
 * Reads a record and proves that it fits its schema.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_CORRUPT naming the key when it is not such a record
 */
export async function readJson<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<z.output<S>> {
  const { bytes } = await store.get(key);
  return parseRecord(schema, key, bytes);
}

/**
 * Reads a record that may not be there yet: null then.
 *
 * @throws AppError as `readJson`
 */
export async function readJsonIfThere<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<z.output<S> | null> {
  return (await store.head(key)) === null ? null : readJson(store, key, schema);
}

/**
 * Writes a record as canonical JSON, so that equal records have equal bytes.
 *
 * @throws AppError INTERNAL when the value does not fit the schema; the errors of `put`
 */
export async function writeJson<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  value: z.input<S>,
  condition: WriteCondition = {},
): Promise<StoredObject> {
  const record = parseWith(schema, value, 'INTERNAL', `record ${key}`);
  const bytes = Buffer.from(canonicalJson(record));
  return store.put(key, bytes, { ...condition, contentType: 'application/json' });
}

/**
 * Writes a record unless one is there already, which then stands.
 *
 * @returns whether it was written
 * @throws AppError INTERNAL when the value does not fit the schema; the errors of `put`
 */
export async function writeJsonOnce<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  value: z.input<S>,
): Promise<boolean> {
  return unlessPresent(writeJson(store, key, schema, value, { ifNoneMatch: true }));
}

/**
 * Changes a record, or writes the first one; again from what is there when another was quicker.
 *
 * @param change is given the record, or null where there is none
 * @throws AppError INTERNAL when the value does not fit the schema; OBJECT_CORRUPT; what `change`
 *   throws; the errors of `put`
 */
export async function updateJson<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  change: (current: z.output<S> | null) => z.input<S>,
): Promise<z.output<S>> {
  for (;;) {
    const found = (await store.head(key)) === null ? null : await store.get(key);
    const current = found && parseRecord(schema, key, found.bytes);
    const next = parseWith(schema, change(current), 'INTERNAL', `record ${key}`);
    const condition = found ? { ifMatch: found.etag } : { ifNoneMatch: true as const };
    try {
      await writeJson(store, key, schema, next as z.input<S>, condition);
      return next;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'OBJECT_EXISTS');
}

/** @returns whether a conditional write wrote; false when the object was there already */
export async function unlessPresent(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_EXISTS') return false;
    throw error;
  }
}

/** @throws AppError OBJECT_CORRUPT naming the key when the bytes are not such a record */
export function parseRecord<S extends z.ZodType>(
  schema: S,
  key: string,
  bytes: Uint8Array,
): z.output<S> {
  const value = parseJson(key, bytes);
  try {
    return parseWith(schema, value, 'OBJECT_CORRUPT', `record ${key}`);
  } catch (cause) {
    // Of a million levels, nobody can even say what is wrong.
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError('OBJECT_CORRUPT', `expected a record at ${key}, got ${cause.message}`, {
      cause,
    });
  }
}

function parseJson(key: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError(
      'OBJECT_CORRUPT',
      `expected JSON for ${key}, got ${bytes.byteLength} bytes of something else`,
      { cause: error },
    );
  }
}
