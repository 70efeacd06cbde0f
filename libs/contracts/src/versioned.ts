import type { z } from 'zod';
import { AppError } from './errors.js';
import { parseWith } from './parse.js';

/** The schema of a stored document: it says which version it is of. */
export type DocumentSchema = z.ZodObject<
  { schemaVersion: z.ZodLiteral<number> } & z.ZodRawShape,
  z.core.$ZodObjectConfig
>;

/** A document of an earlier version, as it was stored. */
export type OldDocument = Readonly<Record<string, unknown>>;

/**
 * From version n, by which it is found, to n + 1. A document without a `schemaVersion` is of version
 * 0. The new number is set by who calls it.
 */
export type Upgrades = Readonly<Record<number, (old: OldDocument) => OldDocument>>;

/** A schema of the newest version, and the way to it from the earlier ones. */
export interface Versioned<S extends DocumentSchema> {
  readonly schema: S;
  readonly upgrades: Upgrades;
}

export function versioned<S extends DocumentSchema>(
  schema: S,
  upgrades: Upgrades = {},
): Versioned<S> {
  return { schema, upgrades };
}

/** The version that is written. */
export function currentVersion({ schema }: Versioned<DocumentSchema>): number {
  return schema.shape.schemaVersion.value;
}

/** The versions that are read, the newest last. */
export function readableVersions(kind: Versioned<DocumentSchema>): number[] {
  const versions = [currentVersion(kind)];
  for (let version = versions[0] as number; kind.upgrades[version - 1]; version -= 1) {
    versions.unshift(version - 1);
  }
  return versions;
}

/**
 * A stored document in its newest version, whichever it was stored in.
 *
 * @param what the document is, for messages: its key
 * @throws AppError SCHEMA_VERSION_UNKNOWN for a version that this program does not know;
 *   OBJECT_CORRUPT where the document is of a known one and does not fit it
 */
export function parseDocument<S extends DocumentSchema>(
  kind: Versioned<S>,
  value: unknown,
  what: string,
): z.output<S> {
  return parseWith(kind.schema, upgrade(kind, value, what), 'OBJECT_CORRUPT', `record ${what}`);
}

function upgrade(kind: Versioned<DocumentSchema>, value: unknown, what: string): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  let document = value as OldDocument;
  const stored = document['schemaVersion'] ?? 0;
  if (!Number.isSafeInteger(stored)) return document;
  const isUnversioned = document['schemaVersion'] === undefined;
  const versions = readableVersions(kind);
  if (!versions.includes(stored as number)) {
    if (isUnversioned) return document;
    throw unknownVersion(versions, stored as number, what);
  }
  for (let version = stored as number; version < currentVersion(kind); version += 1) {
    document = { ...step(kind, document, version, what), schemaVersion: version + 1 };
  }
  return document;
}

function step(
  { upgrades }: Versioned<DocumentSchema>,
  document: OldDocument,
  version: number,
  what: string,
): OldDocument {
  try {
    return (upgrades[version] as (old: OldDocument) => OldDocument)(document);
  } catch (cause) {
    const message = `expected a document of version ${version} for ${what}, got another one`;
    throw new AppError('OBJECT_CORRUPT', message, { cause });
  }
}

function unknownVersion(versions: readonly number[], got: number, what: string): AppError {
  const isNewer = got > (versions.at(-1) as number);
  const writer = isNewer ? 'a newer crossfold' : 'an older crossfold, which this one cannot read';
  const message = `expected schemaVersion ${versions.join(' or ')} in ${what}, got ${got}: written by ${writer}`;
  if (isNewer) return new AppError('SCHEMA_VERSION_UNKNOWN', message);
  const remedy = 'Read it with the crossfold that wrote it; nothing was changed or removed.';
  return new AppError('SCHEMA_VERSION_UNKNOWN', message, { remedy });
}
