import { AppError, byteObjects, records, type DatasetPointer } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import {
  findDatasetPointer,
  listDatasets,
  listRecords,
  readRecord,
  readUnlessUnreadable,
  type ObjectStore,
} from '@crossfold/storage';
import { manifestsOf } from './find-dataset.js';
import { unlessDamaged } from './unless-damaged.js';
import { ownersOfFiles } from './verify-dataset.js';

/** What goes with a data set, and who would miss it. */
export interface Removal {
  readonly pointer: DatasetPointer;
  /** Versions that no other name has. */
  readonly manifests: readonly string[];
  /** Made from those manifests. */
  readonly foldPlans: readonly string[];
  /** Images and masks that no other manifest names, and their bytes in all. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
  /** Files that stay, because another data set has them too. */
  readonly sharedFiles: number;
  /** Studies that rest on the manifests. */
  readonly studies: readonly string[];
  /** Studies that may do so: their records cannot be read. */
  readonly unreadableStudies: readonly string[];
  /** Versions that are lost or damaged; files that they alone named stay. */
  readonly unreadableManifests: readonly string[];
}

const deletesInFlight = 8;

/** Looks and changes nothing. @throws AppError NOT_FOUND */
export async function planRemoval(store: ObjectStore, name: string): Promise<Removal> {
  const pointer = await findDatasetPointer(store, name);
  const others = (await listDatasets(store)).filter((other) => other.name !== name);
  const kept = new Set(others.flatMap(manifestsOf));
  const manifests = manifestsOf(pointer).filter((sha256) => !kept.has(sha256));
  const own = await filesOf(store, manifests);
  const foreign = await filesOf(store, [...kept]);
  if (foreign.unreadable.length > 0) throw unknownSharing(name, foreign.unreadable);
  const files = [...own.hashes].filter((hash) => !foreign.hashes.has(hash));
  const stored = await storedSizes(store, new Set(files));
  return {
    pointer,
    manifests,
    foldPlans: await foldPlansOf(store, manifests),
    files: [...stored.keys()],
    sizeBytes: [...stored.values()].reduce((sum, size) => sum + size, 0),
    sharedFiles: own.hashes.size - files.length,
    unreadableManifests: own.unreadable,
    ...(await studiesOf(store, manifests)),
  };
}

/**
 * Removes a data set: its name first, so that nobody finds half of it, and its files last. What
 * breaks off leaves files that nothing names; adding and removing the set again clears them.
 * Records of studies stay. No data set may be added at the same time: it may share files.
 *
 * @throws AppError CONFLICT naming the studies, unless `force`
 */
export async function removeDataset(
  store: ObjectStore,
  removal: Removal,
  { force }: { readonly force: boolean },
): Promise<void> {
  const { pointer, manifests, foldPlans, files, studies, unreadableStudies } = removal;
  if (studies.length + unreadableStudies.length > 0 && !force) throw inUse(removal);
  await store.delete(records.dataset.key({ name: pointer.name }));
  const keys = [
    ...foldPlans.map((sha256) => records.foldPlan.key({ sha256 })),
    ...manifests.map((sha256) => records.manifest.key({ sha256 })),
    ...files.flatMap((sha256) => [
      byteObjects.blob.key({ sha256 }),
      records.reference.key({ sha256 }),
    ]),
  ];
  await mapBounded(keys, deletesInFlight, (key) => store.delete(key));
}

function inUse({ pointer, studies, unreadableStudies, files, foldPlans }: Removal): AppError {
  const users = studies.length + unreadableStudies.length;
  return new AppError(
    'CONFLICT',
    `expected a data set that no study uses, got ${pointer.name}, which ${users} use(s); ${files.length} file(s) and ${foldPlans.length} fold plan(s) would go`,
    {
      problems: [
        ...studies.map((studyId) => `used by study ${studyId}`),
        ...unreadableStudies.map((studyId) => `perhaps used by study ${studyId}: cannot be read`),
      ],
      remedy: 'With --force their reports stay, but no trial of them can run or be repeated.',
    },
  );
}

function unknownSharing(name: string, manifests: readonly string[]): AppError {
  const short = manifests.map((sha256) => sha256.slice(0, 12)).join(', ');
  return new AppError(
    'OBJECT_CORRUPT',
    `expected every other manifest, to know which files ${name} shares, got none that can be read of ${short}`,
    { remedy: 'Restore these manifests, or remove the data sets that have them first.' },
  );
}

async function filesOf(store: ObjectStore, manifests: readonly string[]) {
  const hashes = new Set<string>();
  const unreadable: string[] = [];
  for (const sha256 of manifests) {
    const manifest = await unlessDamaged(readRecord(store, records.manifest, { sha256 }));
    if (!manifest) unreadable.push(sha256);
    for (const hash of manifest ? ownersOfFiles(manifest).keys() : []) hashes.add(hash);
  }
  return { hashes, unreadable };
}

/** Sizes in bytes of those of the files that the store has. */
async function storedSizes(
  store: ObjectStore,
  hashes: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list(byteObjects.blob.prefix({}))) {
    const hash = byteObjects.blob.parseKey(key)?.sha256;
    if (hash !== undefined && hashes.has(hash)) sizes.set(hash, sizeBytes);
  }
  for await (const { at, sizeBytes } of listRecords(store, records.reference, {})) {
    const hash = at.sha256;
    // What it refers to is not the store's, and stays.
    if (hashes.has(hash) && !sizes.has(hash)) sizes.set(hash, sizeBytes);
  }
  return sizes;
}

async function foldPlansOf(store: ObjectStore, manifests: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { at } of listRecords(store, records.foldPlan, {})) {
    const plan = await unlessDamaged(readRecord(store, records.foldPlan, at));
    const manifestSha256 = plan?.manifestSha256 ?? null;
    if (manifestSha256 !== null && manifests.includes(manifestSha256)) {
      found.push(at.sha256);
    }
  }
  return found;
}

/** Studies that rest on one of the manifests, and those whose records cannot be read. */
export async function studiesOf(
  store: ObjectStore,
  manifests: readonly string[],
): Promise<Pick<Removal, 'studies' | 'unreadableStudies'>> {
  const studies: string[] = [];
  const unreadableStudies: string[] = [];
  for await (const { at } of listRecords(store, records.study, {})) {
    const study = await readUnlessUnreadable(store, records.study, at);
    if (!study) unreadableStudies.push(at.studyId);
    else if (manifests.includes(study.dataset.manifestSha256)) studies.push(study.studyId);
  }
  return { studies, unreadableStudies };
}
