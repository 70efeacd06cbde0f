import type { z } from 'zod';
import { AppError, type ErrorCode } from './errors.js';
import { issueText } from './issue-text.js';
import { nearestWord } from './nearest-word.js';
import { plainDataProblems } from './plain-data.js';
import {
  definitionOf,
  holders,
  memberOf,
  taggedUnionOf,
  type SchemaDef,
} from './schema-branches.js';

/** More than these are counted and not described: an answer must not grow with what was sent. */
const maxProblems = 100;
const longestKey = 100;
/** What keys are called that were called otherwise, where no other way leads to them. */
const renamedKeys: Readonly<Record<string, string>> = { testShare: 'sealedShare' };

/**
 * Parses a value that came from outside. All problems are reported at once, up to 100, each with the
 * path to the field; an unknown key names the nearest known one.
 *
 * @throws AppError with `code` when the value does not fit the schema.
 */
export function parseWith<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: ErrorCode,
  what: string,
): z.output<S> {
  if (!isOwnRecord(code)) assertPlainData(value, code, what);
  const result = schema.safeParse(value, { error: issueText });
  if (result.success) return result.data;
  const problems: string[] = [];
  let count = 0;
  for (const describe of describeIssues(schema, value, result.error.issues)) {
    if (count++ < maxProblems) problems.push(describe());
  }
  if (count > maxProblems) problems.push(`and ${count - maxProblems} more`);
  throw new AppError(code, `${what} has ${count} problem(s): ${problems.join('; ')}`, {
    problems,
  });
}

/** Of records that crossfold wrote, and of those that it is about to write. */
function isOwnRecord(code: ErrorCode): boolean {
  return code === 'OBJECT_CORRUPT' || code === 'INTERNAL';
}

/**
 * Refuses what a schema would pass over or never come to the end of.
 *
 * @throws AppError with `code`
 */
export function assertPlainData(value: unknown, code: ErrorCode, what: string): void {
  const problems = plainDataProblems(value);
  if (problems.length === 0) return;
  throw new AppError(code, `${what} has ${problems.length} problem(s): ${problems.join('; ')}`, {
    problems,
  });
}

/** One for each problem, described when it is wanted. */
function* describeIssues(
  schema: z.ZodType,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
): Generator<() => string> {
  for (const issue of issues) yield* describeIssue(schema, value, issue);
}

function* describeIssue(
  schema: z.ZodType,
  value: unknown,
  issue: z.core.$ZodIssue,
): Generator<() => string> {
  const at = formatPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, value);
    for (const key of issue.keys) yield () => `${at}: ${unknownKeyText(key, known)}`;
    return;
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0];
    if (branch && deepest(branch) > 0) {
      for (const inner of branch) {
        yield* describeIssue(schema, value, { ...inner, path: [...issue.path, ...inner.path] });
      }
      return;
    }
  }
  yield () => (issue.path.length === 0 ? issue.message : `${at}: ${issue.message}`);
}

function unknownKeyText(key: string, { own, elsewhere, chosen }: KnownKeys): string {
  const tags = elsewhere.filter(({ keys }) => keys.includes(key)).map(({ tag }) => tag);
  if (tags.length > 0) {
    const not = chosen === null ? '' : `, not ${chosen}`;
    return `unknown key "${cut(key)}"; it goes with ${tags.join(' or ')}${not}`;
  }
  const renamed = Object.hasOwn(renamedKeys, key) ? renamedKeys[key] : undefined;
  const nearest = own.find((name) => name === renamed) ?? nearestWord(key, own);
  const hint = nearest ? `; did you mean "${nearest}"?` : `; known: ${own.join(', ')}`;
  return `unknown key "${cut(key)}"${hint}`;
}

function cut(key: string): string {
  return key.length > longestKey ? `${key.slice(0, longestKey)}…` : key;
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((most, { path }) => Math.max(most, path.length), 0);
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${cut(String(step))}`))
    .join('');
  return text.replace(/^\./, '') || '(top level)';
}

/** What the object at `path` may have. */
interface KnownKeys {
  /** Of the branch that the value chooses; of all branches where it chooses none. */
  readonly own: readonly string[];
  /** Of the branch of each tag, such as `name: focal`. */
  readonly elsewhere: readonly { readonly tag: string; readonly keys: readonly string[] }[];
  /** What the value chooses, such as `ldam`; null where it says nothing. */
  readonly chosen: string | null;
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): KnownKeys {
  let level = [definitionOf(schema)];
  let found = value;
  for (const step of path) {
    level = level.flatMap(holders).flatMap((def) => memberOf(def, step) ?? []);
    found = (found as Record<PropertyKey, unknown> | null | undefined)?.[step];
  }
  const all = [...new Set(level.flatMap(holders).flatMap((def) => Object.keys(def.shape ?? {})))];
  const union = level.length === 1 ? taggedUnionOf(level[0] as SchemaDef) : null;
  if (!union) return { own: all, elsewhere: [], chosen: null };
  const choice = (found as Record<string, unknown> | null)?.[union.tag];
  const elsewhere = union.branches.map(({ tags, keys }) => ({
    tag: `${union.tag}: ${[...tags].find((tag) => tag !== undefined)}`,
    keys,
  }));
  const own = union.branches.find(({ tags }) => tags.has(choice))?.keys ?? all;
  return { own, elsewhere, chosen: typeof choice === 'string' ? choice : null };
}
