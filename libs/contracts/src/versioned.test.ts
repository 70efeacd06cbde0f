import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.js';
import { parseDocument, readableVersions, versioned } from './versioned.js';

const schema = z.strictObject({ schemaVersion: z.literal(3), name: z.string(), size: z.int() });
const kind = versioned(schema, {
  1: ({ title, ...rest }) => ({ ...rest, name: title }),
  2: (old) => ({ ...old, size: 0 }),
});

const errorOf = (value: unknown): AppError => {
  try {
    parseDocument(kind, value, 'a/key.json');
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('expected an AppError');
};

describe('a document of several versions', () => {
  it('is read in the newest one, from each that is known', () => {
    const newest = { schemaVersion: 3, name: 'n', size: 2 };
    expect(readableVersions(kind)).toEqual([1, 2, 3]);
    expect(parseDocument(kind, newest, 'k')).toEqual(newest);
    expect(parseDocument(kind, { schemaVersion: 2, name: 'n' }, 'k')).toEqual({
      ...newest,
      size: 0,
    });
    expect(parseDocument(kind, { schemaVersion: 1, title: 'n' }, 'k')).toEqual({
      ...newest,
      size: 0,
    });
  });

  it('is refused by name in a later one', () => {
    const error = errorOf({ schemaVersion: 4, name: 'n', more: true });
    expect(error.code).toBe('SCHEMA_VERSION_UNKNOWN');
    expect(error.message).toBe(
      'expected schemaVersion 1 or 2 or 3 in a/key.json, got 4: written by a newer crossfold',
    );
    expect(error.remedy).toContain('Upgrade crossfold');
  });

  it('is refused by name in one that is no longer read', () => {
    const error = errorOf({ schemaVersion: 0 });
    expect(error.code).toBe('SCHEMA_VERSION_UNKNOWN');
    expect(error.message).toContain('got 0: written by an older crossfold');
  });

  it.each([
    ['no object', 7],
    ['a list', []],
    ['no version', { name: 'n', size: 1 }],
    ['a version that is no number', { schemaVersion: '3', name: 'n', size: 1 }],
    ['another content than its version has', { schemaVersion: 2, name: 5 }],
  ])('is damaged as %s', (_, value) => {
    expect(errorOf(value).code).toBe('OBJECT_CORRUPT');
  });

  it('is damaged where its way to the newest version breaks off', () => {
    const fragile = versioned(schema, {
      2: (old) => ({ ...old, size: (old['sizes'] as number[]).length }),
    });
    expect(() => parseDocument(fragile, { schemaVersion: 2, name: 'n' }, 'k')).toThrow(
      'expected a document of version 2 for k, got another one',
    );
  });

  it('keeps version 0 for documents without a number', () => {
    const first = versioned(z.strictObject({ schemaVersion: z.literal(1), name: z.string() }), {
      0: (old) => old,
    });
    expect(parseDocument(first, { name: 'n' }, 'k')).toEqual({ schemaVersion: 1, name: 'n' });
  });
});
