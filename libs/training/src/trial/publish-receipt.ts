import { byteObjects, records, type Receipt, type TrainingConfig } from '@crossfold/contracts';
import { describeBackend } from '@crossfold/graph/tensorflow';
import { choosePrecision } from '@crossfold/model/tensorflow';
import { createRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import { assertNotSuperseded, type TrialAssignment } from './attempt.js';
import { softwareVersion } from './version.js';

/** Where the results of an attempt lie, which its receipt names. */
export function resultPaths({ studyId, trialId, attempt }: TrialAssignment) {
  return {
    predictions: records.predictions.key({ studyId, trialId, attempt }),
    innerPredictions: records.innerPredictions.key({ studyId, trialId, attempt }),
    history: records.history.key({ studyId, trialId, attempt }),
    weights: byteObjects.weights.key({ studyId, trialId, attempt }),
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
  const isFirst = await createRecord(store, records.receipt, assignment, receipt);
  // An earlier attempt that was taken for dead was quicker: its receipt stands.
  return isFirst ? receipt : readRecord(store, records.receipt, assignment);
}
