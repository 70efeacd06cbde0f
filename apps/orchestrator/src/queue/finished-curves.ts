import { records } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { readNamedRecord, readRecordIfThere, type ObjectStore } from '@crossfold/storage';

const readsInFlight = 16;

/** Inner-validation balanced accuracy by epoch, of trials that trained to their end. */
export interface FinishedCurves {
  /** By trial, in the order in which they are named; one that has no result is left out. */
  of(studyId: string, trialIds: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;
}

/** Histories never change: each is read once. */
export function createFinishedCurves(store: ObjectStore): FinishedCurves {
  const kept = new Map<string, readonly number[]>();

  async function read(studyId: string, trialId: string): Promise<readonly number[] | null> {
    const name = `${studyId}/${trialId}`;
    const known = kept.get(name);
    if (known) return known;
    const receipt = await readRecordIfThere(store, records.receipt, { studyId, trialId });
    if (!receipt) return null;
    const { epochs } = await readNamedRecord(store, records.history, receipt.history);
    const scores = epochs.map((record) => record.validationBalancedAccuracy);
    kept.set(name, scores);
    return scores;
  }

  return {
    async of(studyId, trialIds) {
      const found = await mapBounded(trialIds, readsInFlight, async (trialId) => {
        const scores = await read(studyId, trialId);
        return scores ? [[trialId, scores] as const] : [];
      });
      return new Map(found.flat());
    },
  };
}
