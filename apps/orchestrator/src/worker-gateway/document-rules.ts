import {
  byteObjects,
  canonicalJson,
  ensembleVariants,
  records,
  stateOfEnd,
  type EnsembleConfig,
  type EnsembleFailure,
  type EnsembleResult,
  type Failure,
  type Receipt,
  type SealedOpening,
  type Study,
} from '@crossfold/contracts';
import {
  readControl,
  readRecordIfThere,
  newestAttempt,
  type ObjectStore,
} from '@crossfold/storage';
import type { NamedAttempt } from './attempt-claims.js';
import { assertTrialsEnded, type RuleContext } from './place-rules.js';
import { refuse } from './refusal.js';
import { isWorkerOf, type WorkerIdentity } from './worker-tokens.js';

/**
 * What has to be true of a document that a worker writes, beside its schema; throws an AppError where
 * it is not.
 */
export type DocumentRule = (document: never, context: RuleContext) => Promise<void>;

interface Attempt extends NamedAttempt {
  readonly worker: string;
  readonly skipped?: unknown;
}

/** Numbers are taken one after the other, and for the worker itself. */
export async function assertAttempt(
  { worker: claimed, skipped, ...trial }: Attempt,
  { worker, store }: RuleContext,
): Promise<void> {
  assertWorker(worker, claimed);
  if (skipped !== undefined) refuse('an attempt that is begun', 'one that ends its trial');
  const next = (await newestAttempt(store, trial)) + 1;
  if (trial.attempt > next) refuse(`attempt ${next}`, `attempt ${trial.attempt}`);
}

/** Its objects are those of its attempt, as they are stored, and it is about the cell of its trial. */
export async function assertReceipt(receipt: Receipt, context: RuleContext): Promise<void> {
  const { worker, claims } = context;
  const { studyId, trialId, attempt } = receipt;
  await claims.assertOwn(worker, { studyId, trialId, attempt });
  await claims.assertNewest({ studyId, trialId, attempt });
  assertWorker(worker, receipt.environment.worker);
  assertCell(receipt, context);
  const at = { studyId, trialId, attempt };
  const objects = [
    [receipt.predictions, records.predictions.key(at)],
    [receipt.history, records.history.key(at)],
    [receipt.weights, byteObjects.weights.key(at)],
    [receipt.innerPredictions, records.innerPredictions.key(at)],
  ] as const;
  await Promise.all(objects.map(([named, key]) => assertStored(context.store, named, key)));
}

function assertCell(receipt: Receipt, { index }: RuleContext): void {
  const { studyId, trialId, variant, repeat, fold, seed } = receipt;
  const record = index.find(studyId);
  const trial = record?.trials.get(trialId);
  if (!record || !trial) return refuse('a known trial', `${studyId}/${trialId}`);
  const { study } = record;
  const config = study.variants.find(({ name }) => name === trial.variant);
  const expected = {
    variant: trial.variant,
    repeat: trial.repeat,
    fold: trial.fold,
    seed: trial.seed,
    configSha256: config?.configSha256,
    manifestSha256: study.dataset.manifestSha256,
    foldPlanSha256: study.foldPlan.sha256,
  };
  const { configSha256, manifestSha256, foldPlanSha256 } = receipt;
  const got = { variant, repeat, fold, seed, configSha256, manifestSha256, foldPlanSha256 };
  for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
    if (expected[name] !== got[name]) refuse(`${name} ${expected[name]}`, String(got[name]));
  }
}

async function assertStored(
  store: ObjectStore,
  named: { readonly key: string; readonly sha256: string } | undefined,
  key: string,
): Promise<void> {
  if (named === undefined) return;
  if (named.key !== key) refuse(key, named.key);
  // Its first byte comes with the hash of the whole.
  const stream = await store.getStream(key, { start: 0, end: 1 });
  const firstByte: Uint8Array[] = [];
  for await (const chunk of stream) firstByte.push(chunk);
  if (stream.sha256 !== named.sha256) {
    refuse(`${stream.sha256 ?? 'no hash'} for ${key}, as it is stored`, named.sha256);
  }
}

/** An end of the trial that was decided before is repeated; no worker decides such a one. */
export async function assertFailure(failure: Failure, context: RuleContext): Promise<void> {
  const { worker, claims, store } = context;
  const { studyId, trialId, attempt } = failure;
  await claims.assertOwn(worker, { studyId, trialId, attempt });
  await claims.assertNewest({ studyId, trialId, attempt });
  await assertStandingEdition(failure, context);
  if (stateOfEnd(failure) === 'failed') return;
  const before = { studyId, trialId, attempt: attempt - 1 };
  const decided = attempt === 1 ? null : await readRecordIfThere(store, records.attempt, before);
  const expected = decided?.skipped && canonicalJson({ ...decided.skipped, attempt });
  if (canonicalJson(failure) !== expected) refuse('an end that was decided', failure.code);
}

/** One that is to come would stand after every retry. */
export async function assertStandingEdition(
  { studyId, edition }: { readonly studyId: string; readonly edition: number },
  { store }: RuleContext,
): Promise<void> {
  const { edition: current } = await readControl(store, studyId);
  if (edition > current) refuse(`an edition up to ${current}`, String(edition));
}

export async function assertMemoryRelief(
  { halvings, ...trial }: { studyId: string; trialId: string; halvings: number },
  { store }: RuleContext,
): Promise<void> {
  const at = { studyId: trial.studyId, trialId: trial.trialId };
  const before = (await readRecordIfThere(store, records.memoryRelief, at))?.halvings ?? 0;
  if (halvings !== before + 1) refuse(`${before + 1} halvings`, String(halvings));
}

/** It says who reads which images, and which ensemble is scored on them. */
export async function assertOpening(
  opening: SealedOpening,
  { worker, index, openings, store }: RuleContext,
): Promise<void> {
  assertWorker(worker, opening.worker);
  const { study, trials } = knownStudy(opening, index);
  const ensemble = ensembleOf(study);
  const { images } = await openings.partOf(study);
  assertAlike(
    'the ensemble',
    { variant: ensemble.variant, views: ensemble.views, images },
    opening,
  );
  const voting = ensembleVariants(ensemble);
  const baseline = study.variants.find(({ role }) => role === 'baseline')?.name ?? '';
  const assertFinished = async (named: readonly string[], variants: readonly string[]) => {
    for (const trialId of named) {
      const trial = trials.get(trialId);
      const isOfVariant = trial !== undefined && variants.includes(trial.variant);
      const receipt = records.receipt.key({ studyId: study.studyId, trialId });
      if (isOfVariant && (trial.state === 'succeeded' || (await store.head(receipt)))) continue;
      refuse(`a finished trial of ${variants.join(' or ')}`, trialId);
    }
  };
  await assertFinished(opening.members, voting);
  await assertFinished(opening.references ?? [], [baseline]);
}

/** It is of the ensemble that its study asks for, with the members that were named at the opening. */
export async function assertEnsemble(
  result: EnsembleResult,
  { worker, index, openings, store }: RuleContext,
): Promise<void> {
  const { studyId, members, predictions, scoredViews } = result;
  const { study } = knownStudy(result, index);
  const opening = await openings.assertNewestOwn(worker, study);
  assertAlike('the ensemble', ensembleOf(study), result);
  assertAlike('the opening', { variant: opening.variant, members: opening.members }, result);
  await assertStored(store, predictions, records.ensemblePredictions.key({ studyId }));
  const viewed = scoredViews?.members ?? [];
  if (scoredViews) {
    const named = viewed.map(({ trialId }) => trialId);
    assertAlike('the views', { members }, { members: named });
  }
  for (const { trialId, predictions: said } of viewed) {
    await assertStored(store, said, byteObjects.sealedPredictions.key({ studyId, trialId }));
  }
}

/** One of an edition that is over counts for nothing; one of this edition ends the study. */
export async function assertEnsembleFailure(
  failure: EnsembleFailure,
  context: RuleContext,
): Promise<void> {
  await assertStandingEdition(failure, context);
  const { edition } = await readControl(context.store, failure.studyId);
  // Before any opening, too: weights may be damaged, or no trial have finished.
  if (failure.edition === edition) await assertTrialsEnded(failure.studyId, context);
}

function knownStudy({ studyId }: { readonly studyId: string }, index: RuleContext['index']) {
  return index.find(studyId) ?? refuse('a known study', studyId);
}

function ensembleOf({ studyId, ensemble }: Study): EnsembleConfig {
  return ensemble ?? refuse('a study with an ensemble', studyId);
}

/** @throws AppError FORBIDDEN where a document has another value than is expected of it */
function assertAlike<N extends string>(
  what: string,
  expected: Readonly<Record<N, unknown>>,
  got: Readonly<Record<NoInfer<N>, unknown>>,
): void {
  for (const name of Object.keys(expected) as N[]) {
    const [own, told] = [canonicalJson(expected[name]), canonicalJson(got[name])];
    if (own !== told) refuse(`${name} of ${what} to be ${own}`, told);
  }
}

function assertWorker(worker: WorkerIdentity, named: string): void {
  if (!isWorkerOf(worker, named)) refuse(`a worker of ${worker.name}`, named);
}
