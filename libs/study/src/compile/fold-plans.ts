import {
  AppError,
  contentHash,
  records,
  type DatasetPointer,
  type FoldPlan,
  type ForeignAssignment,
  type Manifest,
  type Protocol,
  type StudySpec,
} from '@crossfold/contracts';
import { assertPlanOf, importFoldPlan, planFolds } from '@crossfold/data';
import {
  createRecent,
  createRecord,
  readRecord,
  type ObjectStore,
  type Recent,
} from '@crossfold/storage';
import { assertSplitFits } from './compile-study.js';

/* Fold plans of data sets: made here, or made elsewhere and checked here. */

/**
 * The plan that a study asks for. One that is made here is not stored yet: a forecast needs none.
 *
 * @throws AppError FOLD_PLAN_INVALID, SPEC_INVALID, NOT_FOUND (an imported plan)
 */
export async function planFor(
  store: ObjectStore,
  spec: StudySpec,
  dataset: DatasetPointer,
): Promise<FoldPlan> {
  const { manifestSha256 } = dataset;
  const manifest = await readManifest(store, dataset);
  if (spec.foldPlan !== undefined) {
    const plan = await findFoldPlan(store, spec.foldPlan);
    assertSplitFits(spec, plan.options);
    assertPlanOf(plan, manifest, manifestSha256);
    return plan;
  }
  const { protocol, folds, repeats, sealedShare, splitSeed: seed } = spec;
  const options = { protocol, folds, sealedShare, seed, ...(repeats > 1 && { repeats }) };
  const read = recentOf(store);
  return read.plans.get(JSON.stringify([manifestSha256, options]), async () =>
    planFolds(manifest, options, manifestSha256),
  );
}

/** What studies of a store are compiled with again and again: a sweep is of one data set and one plan. */
interface RecentlyRead {
  readonly manifests: Recent<Manifest>;
  readonly plans: Recent<FoldPlan>;
}

const recentlyRead = new WeakMap<ObjectStore, RecentlyRead>();

function recentOf(store: ObjectStore): RecentlyRead {
  const known = recentlyRead.get(store);
  if (known) return known;
  const read = { manifests: createRecent<Manifest>(2), plans: createRecent<FoldPlan>(4) };
  recentlyRead.set(store, read);
  return read;
}

/** @throws AppError FOLD_PLAN_INVALID naming the images, groups and folds at fault */
export async function storeForeignPlan(
  store: ObjectStore,
  foreign: readonly ForeignAssignment[],
  protocol: Protocol,
  dataset: DatasetPointer,
): Promise<FoldPlan> {
  const { manifestSha256 } = dataset;
  const manifest = await readManifest(store, dataset);
  const plan = importFoldPlan(foreign, manifest, { protocol, manifestSha256 });
  await saveFoldPlan(store, plan);
  return plan;
}

/** Named by its content: one that is there already is the same plan. */
export async function saveFoldPlan(store: ObjectStore, plan: FoldPlan): Promise<void> {
  await createRecord(store, records.foldPlan, { sha256: contentHash(plan) }, plan);
}

/** @throws AppError NOT_FOUND */
export async function findFoldPlan(store: ObjectStore, sha256: string): Promise<FoldPlan> {
  const key = records.foldPlan.key({ sha256 });
  if (await store.head(key)) return readRecord(store, records.foldPlan, { sha256 });
  throw new AppError('NOT_FOUND', `expected a stored fold plan for foldPlan, got ${sha256}`, {
    remedy: 'Import it: crossfold plan import FILE --dataset NAME.',
  });
}

function readManifest(store: ObjectStore, { manifestSha256 }: DatasetPointer): Promise<Manifest> {
  return recentOf(store).manifests.get(manifestSha256, () =>
    readRecord(store, records.manifest, { sha256: manifestSha256 }),
  );
}
