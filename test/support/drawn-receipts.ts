import {
  contentHash,
  firstScheme,
  records,
  type FoldPlan,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';
import { createRecord, replaceRecord, type ObjectStore } from '@crossfold/storage';
import { receiptOf } from '@crossfold/study/fixtures';

/** Writes what a trial that was trained would leave, from predictions that are always right. */
export async function writeReceipt(
  store: ObjectStore,
  { studyId, dataset }: Study,
  plan: FoldPlan,
  { trialId, variant, repeat, fold, seed }: TrialCell,
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
  const receipt = receiptOf({
    studyId,
    trialId,
    variant,
    repeat,
    fold,
    seed,
    manifestSha256: dataset.manifestSha256,
    foldPlanSha256: contentHash(plan),
    predictions: { key, sha256 },
    images: { train: 40, validation: 10, test: rows.length },
    evaluation: evaluate(predictions, firstScheme.positive),
  });
  await createRecord(store, records.receipt, { studyId, trialId }, receipt);
}
