import type { z } from 'zod';
import { nearestWord } from './nearest-word.js';

/** What a JSON or YAML file calls the types, in plain words. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of "key: value" lines',
  record: 'a group of "key: value" lines',
  null: 'null',
};

const sizeUnits: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

const longestValue = 60;

/**
 * "expected X, got Z" for a value that does not fit; undefined leaves the message to zod. Schemas
 * that state an error of their own are not asked.
 */
export function issueText(issue: z.core.$ZodRawIssue): string | undefined {
  const got = `got ${shown(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `expected ${typeName(issue.expected)}, it is missing`;
      return `expected ${typeName(issue.expected)}, ${got}`;
    case 'invalid_value':
      return `expected ${alternatives(issue.values)}, ${got}${hint(issue.input, issue.values)}`;
    case 'too_small': {
      const bound = `${limit(issue, 'at least', 'more than')} ${issue.minimum}`;
      return `expected ${bound}${sizeUnit(issue.origin, issue.minimum)}, got ${size(issue.input)}`;
    }
    case 'too_big': {
      const bound = `${limit(issue, 'at most', 'less than')} ${issue.maximum}`;
      return `expected ${bound}${sizeUnit(issue.origin, issue.maximum)}, got ${size(issue.input)}`;
    }
    case 'unrecognized_keys':
      // Each is told apart by who reports the issue; a list of all could be as long as the input.
      return `unknown keys: ${issue.keys.length}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? undefined : branchText(issue);
    default:
      return undefined;
  }
}

/** A union whose branches a field tells apart: `input` is what holds that field. */
function branchText(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  const { input, discriminator = '', options } = issue;
  if (!Array.isArray(options) || typeof input !== 'object' || input === null) return undefined;
  const value = (input as Record<string, unknown>)[discriminator];
  const known = options.filter((option) => option !== undefined);
  return `expected ${alternatives(known)}, got ${shown(value)}${hint(value, known)}`;
}

function typeName(expected: string): string {
  return typeNames[expected] ?? expected;
}

function alternatives(values: readonly unknown[]): string {
  return values.length === 1 ? shown(values[0]) : `one of ${values.map(String).join(', ')}`;
}

function hint(input: unknown, values: readonly unknown[]): string {
  if (typeof input !== 'string') return '';
  const words = values.filter((value): value is string => typeof value === 'string');
  const nearest = nearestWord(input, words);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

interface Bound {
  readonly inclusive?: boolean | undefined;
  readonly exact?: boolean | undefined;
}

function limit({ inclusive, exact }: Bound, reached: string, beyond: string): string {
  if (exact) return 'exactly';
  return inclusive === false ? beyond : reached;
}

function sizeUnit(origin: string, bound: number | bigint): string {
  const unit = sizeUnits[origin];
  return unit ? ` ${unit[Number(bound) === 1 ? 0 : 1]}` : '';
}

/** A length where that is at fault, else the value. */
function size(input: unknown): string {
  return typeof input === 'string' || Array.isArray(input) ? String(input.length) : shown(input);
}

function shown(value: unknown): string {
  const text = JSON.stringify(excerpt(value, { nodes: longestValue })) ?? String(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** As much of a value as is shown: it may hold megabytes, and be at fault in many places. */
function excerpt(value: unknown, left: { nodes: number }): unknown {
  if (typeof value === 'string') return value.slice(0, longestValue + 1);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const key in value) {
    if (left.nodes-- <= 0) break;
    const entry = (value as Record<string, unknown>)[key];
    entries.push([key.slice(0, longestValue + 1), excerpt(entry, left)]);
  }
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}
