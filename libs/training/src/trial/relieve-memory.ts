import {
  canRelieve,
  listTrials,
  microBatchSize,
  records,
  relieve,
  type TrialJob,
} from '@crossfold/contracts';
import { readRecord, readRecordIfThere, updateRecord, type ObjectStore } from '@crossfold/storage';

/** How often the pieces of a trial's batches were halved so far. */
export async function readHalvings(
  store: ObjectStore,
  { studyId, trialId }: TrialJob,
): Promise<number> {
  return (
    (await readRecordIfThere(store, records.memoryRelief, { studyId, trialId }))?.halvings ?? 0
  );
}

/**
 * Records that the next attempt computes its batches in smaller pieces, where the study allows it
 * and a piece has more than one image.
 *
 * @returns images of a piece then, or null where nothing was changed
 */
export async function relieveMemory(store: ObjectStore, trial: TrialJob): Promise<number | null> {
  const { studyId, trialId } = trial;
  const study = await readRecord(store, records.study, { studyId });
  const cell = listTrials(study).find((candidate) => candidate.trialId === trialId);
  const variant = study.variants.find(({ name }) => name === cell?.variant);
  if (study.onOutOfMemory !== 'halve-batch' || !variant) return null;
  const { training } = variant.config;
  const before = await readHalvings(store, trial);
  if (!canRelieve(training, before)) return null;
  const relief = { schemaVersion: 1 as const, studyId, trialId, halvings: before + 1 };
  // Another attempt, taken for dead, may have met the same.
  const { halvings } = await updateRecord(
    store,
    records.memoryRelief,
    { studyId, trialId },
    (current) => (current && current.halvings >= relief.halvings ? current : relief),
  );
  return microBatchSize(relieve(training, halvings));
}
