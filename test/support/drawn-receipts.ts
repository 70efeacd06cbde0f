import {
  contentHash,
  firstScheme,
  records,
  type FoldPlan,
  type Receipt,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';
import { createRecord, replaceRecord, type ObjectStore } from '@crossfold/storage';

const at = '2026-01-01T00:00:00.000Z';

/** Writes what a trial that was trained would leave, from predictions that are always right. */
export async function writeReceipt(
  store: ObjectStore,
  { studyId, dataset }: Study,
  plan: FoldPlan,
  { trialId, variant, fold, seed }: TrialCell,
): Promise<void> {
  const rows = plan.assignments.filter((row) => row.fold === fold);
  const labels = rows.map(({ label }) => firstScheme.classes.indexOf(label));
  const predictions = {
    schemaVersion: 1 as const,
    classes: firstScheme.classes,
    labels,
    imageIds: rows.map(({ imageId }) => imageId),
    probabilities: labels.map((label) =>
      firstScheme.classes.map((_, index) => (index === label ? 0.4 : 0.1)),
    ),
  };
  const key = records.predictions.key({ studyId, trialId, attempt: 1 });
  const { sha256 } = await replaceRecord(
    store,
    records.predictions,
    { studyId, trialId, attempt: 1 },
    predictions,
  );
  const named = { key: 'elsewhere', sha256 };
  const receipt: Receipt = {
    schemaVersion: 2,
    studyId,
    trialId,
    variant,
    fold,
    seed,
    attempt: 1,
    configSha256: sha256,
    manifestSha256: dataset.manifestSha256,
    foldPlanSha256: contentHash(plan),
    predictions: { key, sha256 },
    history: named,
    weights: named,
    initialWeights: 'random',
    bestEpoch: 1,
    epochs: 1,
    images: { train: 40, validation: 10, test: rows.length },
    evaluation: evaluate(predictions, firstScheme.positive),
    calibration: null,
    environment: {
      crossfold: '0',
      gitCommit: null,
      node: '0',
      tfjs: '0',
      tensorflow: '0',
      device: 'cpu',
      precision: 'float32',
      deterministic: true,
      host: 'h',
      worker: 'w',
    },
    timings: {
      startedAt: at,
      finishedAt: at,
      inputSeconds: 0,
      trainSeconds: 0,
      validationSeconds: 0,
      predictionSeconds: 0,
    },
  };
  await createRecord(store, records.receipt, { studyId, trialId }, receipt);
}
