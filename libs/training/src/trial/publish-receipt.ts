import {
  objectPaths,
  receiptSchema,
  type Receipt,
  type TrainingConfig,
} from '@crossfold/contracts';
import { describeBackend } from '@crossfold/graph/tensorflow';
import { choosePrecision } from '@crossfold/model/tensorflow';
import { readJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { assertNotSuperseded, type TrialAssignment } from './attempt.js';
import { softwareVersion } from './version.js';

/** Where the results of an attempt lie, which its receipt names. */
export function resultPaths({ studyId, trialId, attempt }: TrialAssignment) {
  return {
    predictions: objectPaths.predictions(studyId, trialId, attempt),
    innerPredictions: objectPaths.innerPredictions(studyId, trialId, attempt),
    history: objectPaths.history(studyId, trialId, attempt),
    weights: objectPaths.weights(studyId, trialId, attempt),
  };
}

/** What decides the bits of a result, beside what is trained: these libraries on this kind of device. */
export function describeMaker({ precision }: Pick<TrainingConfig, 'precision'>) {
  return { ...softwareVersion(), ...describeBackend(), precision: choosePrecision(precision) };
}

/** Ends a trial: all that the receipt names is there. */
export async function publishReceipt(
  store: ObjectStore,
  assignment: TrialAssignment,
  receipt: Receipt,
): Promise<Receipt> {
  await assertNotSuperseded(store, assignment);
  const key = objectPaths.receipt(assignment.studyId, assignment.trialId);
  const isFirst = await writeJsonOnce(store, key, receiptSchema, receipt);
  // An earlier attempt that was taken for dead was quicker: its receipt stands.
  return isFirst ? receipt : readJson(store, key, receiptSchema);
}
