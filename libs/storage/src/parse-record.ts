import { AppError, parseDocument, type DocumentSchema, type Versioned } from '@crossfold/contracts';
import type { z } from 'zod';

/**
 * The record that the bytes of an object are.
 *
 * @throws AppError OBJECT_CORRUPT naming the key when the bytes are not such a record;
 *   SCHEMA_VERSION_UNKNOWN
 */
export function parseRecord<S extends DocumentSchema>(
  kind: Versioned<S>,
  key: string,
  bytes: Uint8Array,
): z.output<S> {
  const value = parseJson(key, bytes);
  try {
    return parseDocument(kind, value, key);
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
