import {
  AppError,
  canonicalJson,
  idSchema,
  keyPattern,
  parseWith,
  sha256Schema,
  projectOf,
} from '@crossfold/contracts';
import type { StoreRights } from '@crossfold/storage';
import { assertShallowJson } from '../http/json-depth.js';
import type { RuleContext } from './place-rules.js';
import { refuse } from './refusal.js';
import { workerRights, type KeyNames, type ObjectRight } from './rights-table.js';

interface Place {
  readonly right: ObjectRight;
  /** What the key names. */
  readonly at: KeyNames;
}

/** What a worker may do, by the table of rights. */
export function rightsOf(context: RuleContext): StoreRights {
  return {
    name: context.worker.name,

    assertRead(key) {
      const { right, at } = placeOf(key);
      if (!right.read) refuse('a key that workers may read', key);
      assertProject(at, context);
    },

    assertList(prefix) {
      const at = listedFolders.map(({ parseKey }) => parseKey(prefix)).find((found) => found);
      if (!at || !hasPlainNames(at)) return refuse('a key that workers may list', prefix);
      assertProject(at, context);
    },

    async assertDelete(key) {
      const { right, at } = placeOf(key);
      if (!right.remove) return refuse('a key that workers may remove', key);
      assertProject(at, context);
      await right.remove(at as never, context);
    },

    async planWrite(key, condition) {
      const { right, at } = placeOf(key);
      const { write, record } = right;
      if (!write) return refuse('a key that workers may write', key);
      const isConditional = condition.ifNoneMatch ?? condition.ifMatch !== undefined;
      if (record?.write === 'once' && !condition.ifNoneMatch)
        refuse('a key that workers may overwrite', key);
      if (record?.write === 'update' && !isConditional)
        refuse('a key that workers may overwrite', key);
      assertProject(at, context);
      await write.where(at as never, context);
      if (!record) return { maxBytes: write.maxBytes, assertRecord: null };
      return {
        maxBytes: write.maxBytes,
        async assertRecord(bytes) {
          const document = parseDocument(record.schema, key, bytes);
          assertNames(at, document, key);
          await write.what?.(document as never, context);
        },
      };
    },
  };
}

/** Of one trial each. */
const listedFolders = workerRights
  .filter(({ list }) => list)
  .map(({ kind: { pattern } }) => keyPattern(pattern.slice(0, pattern.lastIndexOf('/') + 1)));

/** @throws AppError FORBIDDEN where nothing of that kind is for workers */
function placeOf(key: string): Place {
  for (const right of workerRights) {
    const at = right.kind.parseKey(key);
    if (at !== null && hasPlainNames(at)) return { right, at };
  }
  return refuse('a key for workers', key);
}

/** Of what a key names, ids are ids and hashes are hashes, whatever their pattern would take. */
function hasPlainNames(at: KeyNames): boolean {
  return Object.entries(at).every(([name, value]) => {
    if (typeof value === 'number') return Number.isSafeInteger(value);
    const schema = /sha256$/i.test(name) ? sha256Schema : idSchema;
    return schema.safeParse(value).success;
  });
}

/** A token that is limited to projects reaches what is of no study, and the studies of those. */
function assertProject({ studyId }: KeyNames, { worker, index }: RuleContext): void {
  if (worker.projects === null || studyId === undefined) return;
  const study = index.find(String(studyId))?.study;
  if (!study || !worker.projects.includes(projectOf(study))) {
    refuse('a study of the projects of the token', String(studyId));
  }
}

/**
 * The document as it will be read. Its bytes are canonical: what two readers could read in two ways,
 * such as a key that is there twice, is none.
 *
 * @throws AppError REQUEST_INVALID
 */
function parseDocument(schema: ObjectRightSchema, key: string, bytes: Uint8Array): KeyNames {
  assertShallowJson(bytes);
  const text = decode(key, bytes);
  const value = parseJson(key, text);
  if (canonicalJson(value) !== text) notJson(key, 'another form of it');
  return parseWith(schema, value, 'REQUEST_INVALID', key);
}

type ObjectRightSchema = NonNullable<ObjectRight['record']>['schema'];

function decode(key: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return notJson(key, 'bytes that are no UTF-8');
  }
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return notJson(key, 'another text');
  }
}

function notJson(key: string, got: string): never {
  throw new AppError('REQUEST_INVALID', `expected canonical JSON for ${key}, got ${got}`);
}

/** @throws AppError FORBIDDEN where a document is about something else than its key says */
function assertNames(at: KeyNames, document: KeyNames, key: string): void {
  for (const [name, value] of Object.entries(at)) {
    if (!Object.hasOwn(document, name) || document[name] === value) continue;
    refuse(`${name} ${value} in ${key}`, String(document[name]));
  }
}
