import { records, type Control, type EnsembleFailure } from '@crossfold/contracts';
import { readRecordIfThere } from './records.js';
import type { ObjectStore } from './object-store.js';

/** Why the ensemble of a study has no result; null where a retry has taken that back. */
export async function readEnsembleFailure(
  store: ObjectStore,
  { studyId, edition }: Control,
): Promise<EnsembleFailure | null> {
  const failure = await readRecordIfThere(store, records.ensembleFailure, { studyId });
  return failure?.edition === edition ? failure : null;
}
