import {
  AppError,
  type DocumentSchema,
  type RecordKind,
  writeStderrLine,
} from '@crossfold/contracts';
import type { z } from 'zod';
import type { ObjectStore } from './object-store.js';
import { readBoundedRecord } from './records.js';

const lossCodes = ['OBJECT_CORRUPT', 'OBJECT_MISSING', 'OBJECT_REMOVED'];

/**
 * Whether the store works, and does not hold what was written: it is damaged, or gone, by a policy of
 * retention too.
 */
export function isDamage(error: unknown): error is AppError {
  return error instanceof AppError && lossCodes.includes(error.code);
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
