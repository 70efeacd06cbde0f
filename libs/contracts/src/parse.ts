import type { z } from 'zod';
import { AppError, type ErrorCode } from './errors.js';
import { issueText } from './issue-text.js';
import { nearestWord } from './nearest-word.js';
import { plainDataProblems } from './plain-data.js';

/** More than these are counted and not described: an answer must not grow with what was sent. */
const maxProblems = 100;
const longestKey = 100;

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
  for (const describe of describeIssues(schema, result.error.issues)) {
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
  issues: readonly z.core.$ZodIssue[],
): Generator<() => string> {
  for (const issue of issues) yield* describeIssue(schema, issue);
}

function* describeIssue(schema: z.ZodType, issue: z.core.$ZodIssue): Generator<() => string> {
  const at = formatPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    for (const key of issue.keys) yield () => `${at}: ${unknownKeyText(key, known)}`;
    return;
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0];
    if (branch && deepest(branch) > 0) {
      for (const inner of branch) {
        yield* describeIssue(schema, { ...inner, path: [...issue.path, ...inner.path] });
      }
      return;
    }
  }
  yield () => (issue.path.length === 0 ? issue.message : `${at}: ${issue.message}`);
}

function unknownKeyText(key: string, known: readonly string[]): string {
  const nearest = nearestWord(key, known);
  const hint = nearest ? `; did you mean "${nearest}"?` : `; known: ${known.join(', ')}`;
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

interface AnyDef {
  readonly type?: string;
  readonly shape?: Record<string, { _zod: { def: AnyDef } }>;
  readonly innerType?: { _zod: { def: AnyDef } };
  readonly element?: { _zod: { def: AnyDef } };
  readonly valueType?: { _zod: { def: AnyDef } };
  readonly in?: { _zod: { def: AnyDef } };
  readonly options?: readonly { _zod: { def: AnyDef } }[];
}

/** The keys that the object at `path` of a schema may have, of all branches of unions. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let level: AnyDef[] = unwrap(schema._zod.def as unknown as AnyDef);
  for (const step of path) level = level.flatMap((def) => descend(def, step));
  return [...new Set(level.flatMap((def) => Object.keys(def.shape ?? {})))];
}

function descend(def: AnyDef, step: PropertyKey): AnyDef[] {
  const next = def.shape?.[String(step)] ?? def.element ?? def.valueType;
  return next ? unwrap(next._zod.def) : [];
}

/** Through optional, default, nullable, pipe and union down to the schemas that hold members. */
function unwrap(def: AnyDef): AnyDef[] {
  if (def.options) return def.options.flatMap((option) => unwrap(option._zod.def));
  const inner = def.innerType ?? def.in;
  return inner ? unwrap(inner._zod.def) : [def];
}
