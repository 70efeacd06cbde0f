import type { z } from 'zod';
import { AppError } from '../errors.js';
import { isRefusedKey } from '../plain-data.js';
import {
  definitionOf,
  memberOf,
  taggedUnionOf,
  unwrap,
  type SchemaDef,
} from '../schema-branches.js';

/** A JSON value that is laid over another: objects are merged by key, all else is replaced. */
export interface Overrides {
  readonly [key: string]: unknown;
}

/**
 * Lays `overrides` over `base`: objects by key, all else replaced. Where the schema is a choice by
 * name, and the overrides name one, `base` keeps those of its options that the chosen one has too:
 * an arm may name another loss than the baseline without its options. Neither argument is changed.
 *
 * @param schema of the whole; left out: all of `base` is kept
 * @throws AppError SPEC_INVALID for a key that would change what all objects inherit
 */
export function mergeOverrides(base: unknown, overrides: unknown, schema?: z.ZodType): unknown {
  return merge(base, overrides, schema ? definitionOf(schema) : null);
}

function merge(base: unknown, overrides: unknown, def: SchemaDef | null): unknown {
  if (!isPlainObject(base) || !isPlainObject(overrides)) return overrides;
  const left = def ? new Set(leftBehind(overrides, def)) : new Set();
  const merged = Object.fromEntries(Object.entries(base).filter(([key]) => !left.has(key)));
  for (const [key, value] of Object.entries(overrides)) {
    if (isRefusedKey(key)) {
      throw new AppError('SPEC_INVALID', `expected the name of a setting, got "${key}"`, {
        problems: [`the key "${key}" is refused`],
      });
    }
    const member = def && memberOf(unwrap(def), key);
    merged[key] = Object.hasOwn(base, key) ? merge(base[key], value, member) : value;
  }
  return merged;
}

/** Options of other branches than the one that the overrides name. */
function leftBehind(overrides: Overrides, def: SchemaDef): string[] {
  const union = taggedUnionOf(def);
  if (!union || !Object.hasOwn(overrides, union.tag)) return [];
  const chosen = union.branches.find(({ tags }) => tags.has(overrides[union.tag]));
  if (!chosen) return [];
  return union.branches.flatMap(({ keys }) => keys).filter((key) => !chosen.keys.includes(key));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
