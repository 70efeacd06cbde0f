import {
  AppError,
  currentVersion,
  parseDocument,
  records,
  type DocumentSchema,
  type RecordKind,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { encodeRecord, isUnreadable, type ObjectStore } from '@crossfold/storage';
import { kindOfKey, type ObjectKind } from './record-references.js';

type RecordName = keyof typeof records;
type AnyRow = RecordKind<never, DocumentSchema>;

/** Documents of a kind that are stored in one version. */
export interface StoredVersion {
  readonly kind: RecordName;
  readonly version: number;
  /** That this crossfold writes. */
  readonly newest: number;
  readonly documents: number;
  /** `newest`; `rewritten` where `update` documents may change; `read` where they stay as they are. */
  readonly fate: 'newest' | 'rewritten' | 'read';
}

export interface UpgradedStore {
  readonly versions: readonly StoredVersion[];
  /** One line for each document that cannot be read: it is left as it is. */
  readonly unreadable: readonly string[];
  /** Documents that were written anew. */
  readonly rewritten: number;
}

const readsInFlight = 8;

/**
 * Reads every document of a store, and says in which versions they are stored. Those that are changed in
 * their life (`update`) can be written in the newest version; all others keep their bytes, since
 * receipts and names rest on their hashes, and are brought to the newest version when they are read
 * (decision 0020).
 *
 * @param applies whether they are written; else nothing is changed
 */
export async function upgradeStore(
  store: ObjectStore,
  { applies }: { readonly applies: boolean },
): Promise<UpgradedStore> {
  const counts = new Map<string, StoredVersion>();
  const unreadable: string[] = [];
  let rewritten = 0;

  async function look(key: string, kind: RecordName): Promise<void> {
    const row = records[kind] as unknown as AnyRow;
    try {
      const { bytes, etag } = await store.get(key);
      const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as { schemaVersion?: number };
      const document = parseDocument(row, value, key);
      const [version, newest] = [value.schemaVersion ?? 0, currentVersion(row)];
      const isOld = version < newest;
      const fate = !isOld ? 'newest' : row.write === 'update' ? 'rewritten' : 'read';
      const id = `${kind} ${version}`;
      const before = counts.get(id) ?? { kind, version, newest, fate, documents: 0 };
      counts.set(id, { ...before, documents: before.documents + 1 });
      if (fate !== 'rewritten' || !applies) return;
      await rewrite(store, { key, row, etag }, document);
      rewritten += 1;
    } catch (error) {
      if (error instanceof SyntaxError) unreadable.push(`expected JSON for ${key}`);
      else if (isUnreadable(error)) unreadable.push(error.message);
      else throw error;
    }
  }

  const batch: { readonly key: string; readonly kind: RecordName }[] = [];
  const flush = () =>
    mapBounded(batch.splice(0), readsInFlight, ({ key, kind }) => look(key, kind));
  for await (const { key } of store.list('')) {
    const kind = kindOfKey(key);
    if (kind === null || !isRecord(kind)) continue;
    batch.push({ key, kind });
    if (batch.length >= 1000) await flush();
  }
  await flush();
  const versions = [...counts.values()].sort(byKind);
  return { versions, unreadable, rewritten };
}

/** One that was changed meanwhile is of the newest version already. */
async function rewrite(
  store: ObjectStore,
  { key, row, etag }: { readonly key: string; readonly row: AnyRow; readonly etag: string },
  document: Parameters<typeof encodeRecord>[1],
): Promise<void> {
  try {
    const body = encodeRecord(row, document, key);
    await store.put(key, body, { ifMatch: etag, contentType: 'application/json' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
  }
}

function isRecord(kind: ObjectKind): kind is RecordName {
  return kind in records;
}

function byKind(a: StoredVersion, b: StoredVersion): number {
  return a.kind === b.kind ? a.version - b.version : a.kind < b.kind ? -1 : 1;
}
