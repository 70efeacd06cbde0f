import {
  AppError,
  type DocumentSchema,
  type RecordKind,
  writeStderrLine,
} from '@crossfold/contracts';
import type { z } from 'zod';
import type { ObjectStore } from './object-store.js';
import { readBoundedRecord } from './records.js';

/** Whether the store works, and what it holds is not what was written. */
export function isDamage(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'OBJECT_CORRUPT' || error.code === 'OBJECT_MISSING')
  );
}

/**
 * Whether the store works, and this program cannot read what it holds: it is damaged, or another
 * crossfold wrote it. What is not damaged is never removed or made anew.
 */
export function isUnreadable(error: unknown): error is AppError {
  return isDamage(error) || (error instanceof AppError && error.code === 'SCHEMA_VERSION_UNKNOWN');
}

/**
 * Reads a record of a list that must be seen though one of its records cannot be read.
 *
 * @returns null where it is damaged, of an unknown version, or gone since it was listed, which
 *   standard error tells
 */
export async function readUnlessUnreadable<P, S extends DocumentSchema>(
  store: ObjectStore,
  kind: RecordKind<P, S>,
  at: NoInfer<P>,
): Promise<z.output<S> | null> {
  try {
    return await readBoundedRecord(store, kind, at);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    writeStderrLine(`passed over: ${error.message.slice(0, 1000)}`);
    return null;
  }
}
