import {
  contentHash,
  firstScheme,
  listTrials,
  records,
  type Failure,
  type Receipt,
  type Study,
  type StudySpecInput,
} from '@crossfold/contracts';
import { planFolds } from '@crossfold/data';
import { assertTrainable, evaluate } from '@crossfold/model';
import { createRecord, replaceRecord, updateRecord, type ObjectStore } from '@crossfold/storage';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { receiptOf, timingsUntil } from '../summary/receipt.fixture.js';

export { receiptOf };

const at = '2026-11-23T00:00:00.000Z';
const manifestSha256 = 'f'.repeat(64);
const options = { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0 } as const;
const rows = Array.from({ length: 70 }, (_, i) => ({
  imageId: `image-${i}`,
  groupId: `lesion-${i}`,
  label: firstScheme.classes[i % 7] ?? ('nv' as const),
}));
/** Of the studies here. */
export const plan = planFolds({ ...firstScheme, images: rows }, options, manifestSha256);

/** A study of two folds, of a tiny network, without an ensemble. */
export function studyOf(studyId: string, changes: Partial<StudySpecInput> = {}): Study {
  const body = {
    name: 'stored',
    dataset: 'drawn',
    folds: 2,
    sealedShare: 0,
    seeds: [1],
    ensemble: null,
    baseline: { model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] } },
    ...changes,
  };
  const counts = {
    schemaVersion: 2 as const,
    images: rows.length,
    groups: rows.length,
    addedAt: at,
    previous: [],
  };
  return compileStudy(parseStudySpec(body, assertTrainable, Infinity), body, {
    studyId,
    submittedAt: at,
    foldPlan: plan,
    dataset: { name: 'drawn', manifestSha256, ...counts },
  });
}

/** Writes a study, and its plan. */
export async function writeStudy(store: ObjectStore, study: Study): Promise<void> {
  await createRecord(store, records.foldPlan, { sha256: contentHash(plan) }, plan);
  await createRecord(store, records.study, { studyId: study.studyId }, study);
}

/** Writes the result of a trial: predictions that are right of every second image, and a receipt. */
export async function writeResult(
  store: ObjectStore,
  study: Study,
  trialId: string,
): Promise<void> {
  const { studyId } = study;
  const cell = listTrials(study).find((trial) => trial.trialId === trialId);
  if (!cell) throw new Error(`no trial ${trialId}`);
  const { variant, repeat, fold, seed } = cell;
  const tested = plan.assignments.filter((row) => row.fold === fold);
  const labels = tested.map(({ label }) => firstScheme.classes.indexOf(label));
  const predictions = {
    schemaVersion: 1 as const,
    classes: firstScheme.classes,
    labels,
    imageIds: tested.map(({ imageId }) => imageId),
    probabilities: labels.map((label, i) =>
      firstScheme.classes.map((_, c) => (c === (i % 2 === 0 ? label : 0) ? 0.4 : 0.1)),
    ),
  };
  const key = records.predictions.key({ studyId, trialId, attempt: 1 });
  const stored = await replaceRecord(
    store,
    records.predictions,
    { studyId, trialId, attempt: 1 },
    predictions,
  );
  const receipt = receiptOf({
    studyId,
    trialId,
    variant,
    repeat,
    fold,
    seed,
    manifestSha256,
    foldPlanSha256: contentHash(plan),
    predictions: { key, sha256: stored.sha256 },
    history: await writeHistory(store, studyId, trialId),
    epochs: 3,
    images: { train: 30, validation: 5, test: tested.length },
    evaluation: evaluate(predictions, firstScheme.positive),
    timings: timingsUntil('2026-11-23T00:00:07.000Z'),
  });
  await createRecord(store, records.receipt, { studyId, trialId }, receipt);
}

/** Of three epochs, each with half of the loss of the one before. */
async function writeHistory(
  store: ObjectStore,
  studyId: string,
  trialId: string,
): Promise<Receipt['history']> {
  const epochs = [1, 2, 3].map((epoch) => ({
    epoch,
    stage: 'all',
    learningRate: 0.003,
    trainLoss: 2 ** -epoch,
    trainAccuracy: 0.5,
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationBalancedAccuracy: 0.25 * epoch,
  }));
  const at = { studyId, trialId, attempt: 1 };
  const history = { schemaVersion: 1 as const, epochs };
  const { sha256 } = await replaceRecord(store, records.history, at, history);
  return { key: records.history.key(at), sha256 };
}

/** Writes the named end of a trial that gave no result. */
export async function writeFailure(
  store: ObjectStore,
  { studyId }: Study,
  trialId: string,
  changes: Partial<Failure> = {},
): Promise<void> {
  const failure: Failure = {
    schemaVersion: 1,
    studyId,
    trialId,
    attempt: 1,
    edition: 1,
    code: 'TRIAL_DIVERGED',
    message: 'no number',
    remedy: 'none',
    failedAt: at,
    ...changes,
  };
  await updateRecord(store, records.failure, failure, () => failure);
}
