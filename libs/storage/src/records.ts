import {
  AppError,
  canonicalJson,
  parseWith,
  type DocumentSchema,
  type RecordKind,
  type Versioned,
} from '@crossfold/contracts';
import type { z } from 'zod';
import { getNamed, type ObjectName } from './named-objects.js';
import type {
  ListedObject,
  LoadedObject,
  ObjectStore,
  ReadOptions,
  StoredObject,
  WriteCondition,
} from './object-store.js';
import { parseRecord } from './parse-record.js';

/** Larger records were written by nobody, and would not fit into memory. */
const maxRecordBytes = 64 * 2 ** 20;

/**
 * Reads a record, proves that it fits its schema, and gives it in its newest version.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_CORRUPT naming the key when it is not such a record;
 *   SCHEMA_VERSION_UNKNOWN when another crossfold wrote it
 */
export async function readRecord<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: NoInfer<P>,
): Promise<z.output<S>> {
  const key = kind.key(at);
  const { bytes } = await store.get(key);
  return parseRecord(kind, key, bytes);
}

/**
 * Reads a record that may not be there yet: null then.
 *
 * @throws AppError as `readRecord`
 */
export async function readRecordIfThere<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: NoInfer<P>,
): Promise<z.output<S> | null> {
  return readIfThere(store, kind, at, {});
}

/**
 * Reads a record that must not exhaust the memory of whoever reads it, however it came there.
 *
 * @throws AppError as `readRecord`; OBJECT_CORRUPT also where it is larger than `maxBytes`
 */
export async function readBoundedRecord<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: NoInfer<P>,
  maxBytes: number = maxRecordBytes,
): Promise<z.output<S>> {
  const record = await readBoundedRecordIfThere(store, kind, at, maxBytes);
  return record ?? readRecord(store, kind, at);
}

/**
 * The same of a record that may not be there yet: null then.
 *
 * @throws AppError as `readBoundedRecord`
 */
export async function readBoundedRecordIfThere<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: NoInfer<P>,
  maxBytes: number = maxRecordBytes,
): Promise<z.output<S> | null> {
  return readIfThere(store, kind, at, { maxBytes });
}

async function readIfThere<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: P,
  options: ReadOptions,
): Promise<z.output<S> | null> {
  const key = kind.key(at);
  const found = await getIfThere(store, key, options);
  return found && parseRecord(kind, key, found.bytes);
}

/**
 * Reads a record that another one names by key and hash.
 *
 * @throws AppError as `getNamed` and `readRecord`
 */
export async function readNamedRecord<S extends DocumentSchema>(
  store: ObjectStore,
  kind: Versioned<S>,
  name: ObjectName,
): Promise<z.output<S>> {
  return parseRecord(kind, name.key, await getNamed(store, name));
}

/** Records of a kind that agree in the given names, with what else their keys name. */
export async function* listRecords<P>(
  store: ObjectStore,
  kind: Pick<RecordKind<P, DocumentSchema>, 'prefix' | 'parseKey'>,
  given: NoInfer<Partial<P>>,
): AsyncGenerator<ListedObject & { readonly at: P }> {
  for await (const listed of store.list(kind.prefix(given))) {
    const at = kind.parseKey(listed.key);
    if (at !== null) yield { ...listed, at };
  }
}

/**
 * Writes a record unless one is there already, which then stands.
 *
 * @returns whether it was written
 * @throws AppError INTERNAL when the value does not fit the schema; the errors of `put`
 */
export async function createRecord<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S, 'once'>,
  at: NoInfer<P>,
  value: z.input<S>,
): Promise<boolean> {
  return unlessPresent(write(store, kind, at, value, { ifNoneMatch: true }));
}

/**
 * Writes a record whatever is there.
 *
 * @throws AppError INTERNAL when the value does not fit the schema; the errors of `put`
 */
export async function replaceRecord<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S, 'replace'>,
  at: NoInfer<P>,
  value: z.input<S>,
): Promise<StoredObject> {
  return write(store, kind, at, value, {});
}

/**
 * Changes a record, or writes the first one; again from what is there when another was quicker.
 *
 * @param change is given the record, or null where there is none; nothing is written where it gives
 *   back the very same one
 * @throws AppError INTERNAL when the value does not fit the schema; as `readRecord`; what `change`
 *   throws; the errors of `put`
 */
export async function updateRecord<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S, 'update'>,
  at: NoInfer<P>,
  change: (current: z.output<S> | null) => NoInfer<z.input<S>>,
): Promise<z.output<S>> {
  const key = kind.key(at);
  for (;;) {
    const found = await getIfThere(store, key);
    const current = found && parseRecord(kind, key, found.bytes);
    const changed = change(current);
    if (current !== null && Object.is(changed, current)) return current;
    const next = parseWith(kind.schema, changed, 'INTERNAL', `record ${key}`);
    const condition = found ? { ifMatch: found.etag } : { ifNoneMatch: true as const };
    try {
      await write(store, kind, at, next as z.input<S>, condition);
      return next;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
}

/**
 * A record as it is stored: canonical JSON, so that equal records have equal bytes.
 *
 * @param what it is, for messages: its key
 * @throws AppError INTERNAL when the value does not fit the schema
 */
export function encodeRecord<S extends DocumentSchema>(
  { schema }: Versioned<S>,
  value: z.input<S>,
  what: string,
): Buffer {
  return Buffer.from(canonicalJson(parseWith(schema, value, 'INTERNAL', `record ${what}`)));
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

/** To ask first would be one more request of the store. */
async function getIfThere(
  store: ObjectStore,
  key: string,
  options: ReadOptions = {},
): Promise<LoadedObject | null> {
  try {
    return await store.get(key, options);
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return null;
    throw error;
  }
}

async function write<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: P,
  value: z.input<S>,
  condition: WriteCondition,
): Promise<StoredObject> {
  const key = kind.key(at);
  const bytes = encodeRecord(kind, value, key);
  return store.put(key, bytes, { ...condition, contentType: 'application/json' });
}

function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'OBJECT_EXISTS');
}
