import {
  listTrainedAlike,
  records,
  type EpochRecord,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { decodeSafetensors } from '@crossfold/model';
import {
  getNamed,
  isDamage,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import { differenceOf, type NotTaken, type WantedResult } from './take-result.js';

/** A trial that trained as this one would, and what came of it. */
export interface TakenWeights {
  readonly receipt: Receipt;
  readonly history: readonly EpochRecord[];
  readonly parameters: TensorMap;
}

/**
 * Finds the weights that a trial would end with: of a trial that trains alike and is scored otherwise, in
 * this study or one that it names in `reuse`. A trial without a result yet is not waited for.
 *
 * @returns `taken` null, and why weights that are there were not taken
 */
export async function takeWeights(
  store: ObjectStore,
  wanted: Omit<WantedResult, 'assignment'>,
): Promise<{ readonly taken: TakenWeights | null; readonly notTaken: NotTaken[] }> {
  const { study, cell } = wanted.records;
  const notTaken: NotTaken[] = [];
  for (const studyId of [study.studyId, ...(study.reuse ?? [])]) {
    const other = await readOther(store, study, studyId);
    for (const trialId of other ? listTrainedAlike(other, study, cell) : []) {
      const found = await readWeights(store, { studyId, trialId }, wanted);
      if (found === null) continue;
      if (!('reason' in found)) return { taken: found, notTaken };
      notTaken.push(found);
    }
  }
  return { taken: null, notTaken };
}

/** @returns null for one that is damaged, of which `takeResult` has told */
async function readOther(store: ObjectStore, study: Study, studyId: string): Promise<Study | null> {
  if (studyId === study.studyId) return study;
  return readRecord(store, records.study, { studyId }).catch((error: unknown) => {
    if (isDamage(error)) return null;
    throw error;
  });
}

/** @returns null where the trial has no result */
async function readWeights(
  store: ObjectStore,
  named: { readonly studyId: string; readonly trialId: string },
  wanted: Omit<WantedResult, 'assignment'>,
): Promise<TakenWeights | NotTaken | null> {
  try {
    const receipt = await readRecordIfThere(store, records.receipt, named);
    if (!receipt) return null;
    const reason = differenceOf(receipt, wanted);
    if (reason !== null) return { ...named, reason };
    const { epochs } = await readNamedRecord(store, records.history, receipt.history);
    const bytes = await getNamed(store, receipt.weights);
    const { tensors } = decodeSafetensors(bytes, receipt.weights.key);
    return { receipt, history: epochs, parameters: tensors };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ...named, reason: error.message };
  }
}
