import {
  ensembleFailureSchema,
  objectPaths,
  type Control,
  type EnsembleFailure,
} from '@crossfold/contracts';
import { readJsonIfThere } from './json-records.js';
import type { ObjectStore } from './object-store.js';

/** Why the ensemble of a study has no result; null where a retry has taken that back. */
export async function readEnsembleFailure(
  store: ObjectStore,
  { studyId, edition }: Control,
): Promise<EnsembleFailure | null> {
  const key = objectPaths.ensembleFailure(studyId);
  const failure = await readJsonIfThere(store, key, ensembleFailureSchema);
  return failure?.edition === edition ? failure : null;
}
