import { byteObjects, records, studyOfKey } from '@crossfold/contracts';
import { listDatasets, readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import { kindOfKey, type ObjectKind } from './record-references.js';

/** What some objects take; bytes are those of their contents. */
export interface Usage {
  readonly objects: number;
  readonly sizeBytes: number;
}

export interface StoreUsage extends Usage {
  /** The largest first; `other` is what is none of crossfold's. */
  readonly kinds: readonly (Usage & { readonly kind: ObjectKind | 'other' })[];
  /** By the folders of studies, the largest first; a name is null where its record cannot be read. */
  readonly studies: readonly (Usage & { readonly studyId: string; readonly name: string | null })[];
  /** Files that the versions of a data set name and that the store holds. */
  readonly datasets: readonly (Usage & {
    readonly name: string;
    /** Of these, what another data set names too: the sum over data sets counts it twice. */
    readonly sharedBytes: number;
  })[];
}

/** Measures all that the store holds, in one listing; nothing but manifests and names is read. */
export async function measureUsage(store: ObjectStore): Promise<StoreUsage> {
  const kinds = new Map<ObjectKind | 'other', Usage>();
  const studies = new Map<string, Usage>();
  const blobs = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list('')) {
    count(kinds, kindOfKey(key) ?? 'other', sizeBytes);
    const studyId = studyOfKey(key);
    if (studyId !== null) count(studies, studyId, sizeBytes);
    const sha256 = byteObjects.blob.parseKey(key)?.sha256;
    if (sha256 !== undefined) blobs.set(sha256, sizeBytes);
  }
  const named = [];
  for (const [studyId, usage] of studies) {
    const study = (await store.head(records.study.key({ studyId })))
      ? await readUnlessUnreadable(store, records.study, { studyId })
      : null;
    named.push({ studyId, name: study?.name ?? null, ...usage });
  }
  return {
    ...total(kinds.values()),
    kinds: [...kinds].map(([kind, usage]) => ({ kind, ...usage })).sort(largestFirst),
    studies: named.sort(largestFirst),
    datasets: await measureDatasets(store, blobs),
  };
}

async function measureDatasets(
  store: ObjectStore,
  blobs: ReadonlyMap<string, number>,
): Promise<StoreUsage['datasets']> {
  const files = new Map<string, ReadonlySet<string>>();
  const owners = new Map<string, number>();
  for (const { name, manifestSha256, previous } of await listDatasets(store)) {
    const versions = [manifestSha256, ...previous.map((former) => former.manifestSha256)];
    const own = await filesOf(store, versions);
    files.set(name, own);
    for (const sha256 of own) owners.set(sha256, (owners.get(sha256) ?? 0) + 1);
  }
  return [...files]
    .map(([name, own]) => {
      const held = [...own].filter((sha256) => blobs.has(sha256));
      const bytesOf = (some: readonly string[]) =>
        some.reduce((sum, sha256) => sum + (blobs.get(sha256) ?? 0), 0);
      const shared = held.filter((sha256) => (owners.get(sha256) ?? 0) > 1);
      const sizeBytes = bytesOf(held);
      return { name, objects: held.length, sizeBytes, sharedBytes: bytesOf(shared) };
    })
    .sort(largestFirst);
}

/** Images and masks of the versions of a data set; of one that cannot be read none. */
async function filesOf(store: ObjectStore, versions: readonly string[]): Promise<Set<string>> {
  const files = new Set<string>();
  for (const sha256 of new Set(versions)) {
    const manifest = await readUnlessUnreadable(store, records.manifest, { sha256 });
    for (const image of manifest?.images ?? []) {
      files.add(image.sha256);
      if (image.maskSha256 !== null) files.add(image.maskSha256);
    }
  }
  return files;
}

function count<K>(counts: Map<K, Usage>, key: K, sizeBytes: number): void {
  const before = counts.get(key) ?? { objects: 0, sizeBytes: 0 };
  counts.set(key, { objects: before.objects + 1, sizeBytes: before.sizeBytes + sizeBytes });
}

function total(parts: Iterable<Usage>): Usage {
  let all: Usage = { objects: 0, sizeBytes: 0 };
  for (const { objects, sizeBytes } of parts) {
    all = { objects: all.objects + objects, sizeBytes: all.sizeBytes + sizeBytes };
  }
  return all;
}

function largestFirst(a: Usage, b: Usage): number {
  return b.sizeBytes - a.sizeBytes;
}
