import { listTrials, records, type Receipt, type StudySpecInput } from '@crossfold/contracts';
import { listRecords, readRecord, type ObjectStore } from '@crossfold/storage';
import { evenParts } from './small-study.js';
import { waitUntil } from './wait-until.js';

/** Four trials of seconds, for tests that disturb them; its data set is that of `addDrawnImages`. */
export const tinyStudy: StudySpecInput = {
  name: 'tiny',
  dataset: 'drawn',
  folds: 2,
  sealedShare: 0.2,
  seeds: [1],
  threads: 1,
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
    training: {
      ...evenParts,
      batchSize: 4,
      earlyStopping: null,
      stages: [
        { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.003 },
        { name: 'all', trainable: 'all', epochs: 4, learningRate: 0.003 },
      ],
    },
  },
  arms: { leaveOneOut: ['classWeights'] },
};

/**
 * The receipt of each cell, read through their checksums; a missing one is an error.
 *
 * @param trialIds of these cells alone
 */
export async function readReceipts(
  store: ObjectStore,
  studyId: string,
  trialIds?: readonly string[],
): Promise<Map<string, Receipt>> {
  const study = await readRecord(store, records.study, { studyId });
  const receipts = new Map<string, Receipt>();
  for (const trialId of trialIds ?? listTrials(study).map((cell) => cell.trialId)) {
    receipts.set(trialId, await readRecord(store, records.receipt, { studyId, trialId }));
  }
  return receipts;
}

/** A cell, and the SHA-256 of its predictions, history and weights. */
export type CellHashes = readonly [trialId: string, ...sha256: string[]];

/** What two runs of the same study have in common, bit by bit. */
export function resultHashes(receipts: ReadonlyMap<string, Receipt>): CellHashes[] {
  return [...receipts].map(([trialId, { predictions, history, weights }]) => [
    trialId,
    ...[predictions, history, weights].map(({ sha256 }) => sha256),
  ]);
}

/** Numbers of the attempts that were begun at each trial. */
export async function attemptsOf(
  store: ObjectStore,
  studyId: string,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const { at } of listRecords(store, records.attempt, { studyId })) {
    counts.set(at.trialId, (counts.get(at.trialId) ?? 0) + 1);
  }
  return counts;
}

/** Waits until a trial has been saved, or is over: then its checkpoints are gone. */
export async function untilSaved(
  store: ObjectStore,
  studyId: string,
  trialId: string,
): Promise<void> {
  await waitUntil(`a checkpoint or the end of ${trialId}`, async () => {
    for await (const { key } of store.list(`studies/${studyId}/trials/${trialId}/`)) {
      if (key.includes('/checkpoints/') || key.endsWith('/receipt.json')) return true;
    }
    return false;
  });
}

/** Waits until so many objects lie under a prefix, in names that hold `part`. */
export async function untilStored(
  store: ObjectStore,
  prefix: string,
  part: string,
  count = 1,
): Promise<void> {
  await waitUntil(`${count} object(s) "${part}" under ${prefix}`, async () => {
    let found = 0;
    for await (const { key } of store.list(prefix)) if (key.includes(part)) found += 1;
    return found >= count;
  });
}
