import {
  byteObjects,
  isFinalTrialState,
  records,
  studyFolder,
  type Receipt,
} from '@crossfold/contracts';
import { listRecords, readRecord, type Leftover, type ObjectStore } from '@crossfold/storage';
import { loadStudy } from '../progress/load-study.js';
import { isFinalRecord } from '../progress/study-final.js';
import { listStudyIds } from '../progress/study-ids.js';
import type { TrialRecord } from '../progress/study-record.js';

/** Why nothing needs an object. */
export const orphanReasons = {
  blob: 'no manifest and no foreign arm names it',
  reference: 'no manifest names the file',
  'fold plan': 'no study names it',
  result: 'of an attempt that no receipt names',
  checkpoint: 'of a trial that has its result',
  prediction: 'past its day',
  leftover: 'of a write that broke off',
} as const;
export type OrphanReason = keyof typeof orphanReasons;

export interface Orphan {
  readonly reason: OrphanReason;
  /** The key, or what the store calls a leftover. */
  readonly name: string;
  /** Null where the store does not say. */
  readonly sizeBytes: number | null;
  remove(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What nothing of the store names, and what was not written lately: what is being written is named
 * later. No data set may be added at the same time, which takes blobs that are there for its own.
 *
 * @param graceMs younger objects are none
 * @throws AppError OBJECT_CORRUPT and the like where a study, manifest or receipt cannot be read
 */
export async function* findOrphans(
  store: ObjectStore,
  { nowMs, graceMs }: { readonly nowMs: number; readonly graceMs: number },
): AsyncGenerator<Orphan> {
  const isOld = ({ modifiedMs }: { readonly modifiedMs: number }) => nowMs - modifiedMs > graceMs;
  for await (const found of listUnneeded(store)) if (isOld(found)) yield asOrphan(store, found);
  for await (const { key, sizeBytes, modifiedMs } of store.list('predictions/')) {
    const found: Unneeded = { reason: 'prediction', key, sizeBytes, modifiedMs };
    if (nowMs - modifiedMs > Math.max(graceMs, dayMs)) yield asOrphan(store, found);
  }
  for await (const leftover of store.leftovers()) if (isOld(leftover)) yield fromLeftover(leftover);
}

interface Unneeded {
  readonly reason: OrphanReason;
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

function asOrphan(store: ObjectStore, { reason, key, sizeBytes }: Unneeded): Orphan {
  return { reason, name: key, sizeBytes, remove: () => store.delete(key) };
}

function fromLeftover(leftover: Leftover): Orphan {
  const { name, sizeBytes } = leftover;
  return { reason: 'leftover', name, sizeBytes, remove: () => leftover.remove() };
}

async function* listUnneeded(store: ObjectStore): AsyncGenerator<Unneeded> {
  // Candidates first, and what names them after: what is named meanwhile is none.
  const blobs = await gather(listRecords(store, byteObjects.blob, {}));
  const references = await gather(listRecords(store, records.reference, {}));
  const plans = await gather(listRecords(store, records.foldPlan, {}));
  const named = await readNamedFiles(store);
  for (const studyId of await listStudyIds(store)) {
    const study = await readRecord(store, records.study, { studyId });
    // Its plan and its foreign arms, and those of later stages, which its file tells.
    for (const sha256 of JSON.stringify(study).match(/[0-9a-f]{64}/g) ?? []) named.add(sha256);
    yield* listUnneededOf(store, studyId);
  }
  for (const [reason, found] of [
    ['blob', blobs],
    ['reference', references],
    ['fold plan', plans],
  ] as const) {
    for (const { at, ...object } of found) if (!named.has(at.sha256)) yield { reason, ...object };
  }
}

async function gather<T>(listed: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of listed) all.push(one);
  return all;
}

/** Images and masks of all manifests, also of those that no name stands for any more. */
async function readNamedFiles(store: ObjectStore): Promise<Set<string>> {
  const files = new Set<string>();
  for await (const { at } of listRecords(store, records.manifest, {})) {
    const { images } = await readRecord(store, records.manifest, at);
    for (const { sha256, maskSha256 } of images) {
      files.add(sha256);
      if (maskSha256 !== null) files.add(maskSha256);
    }
  }
  return files;
}

async function* listUnneededOf(store: ObjectStore, studyId: string): AsyncGenerator<Unneeded> {
  const record = await loadStudy(store, studyId, { maxTrials: Infinity, isReadOnly: true });
  const isOver = isFinalRecord(record);
  const receipts = new Map<string, Receipt>();
  for await (const listed of store.list(`${studyFolder(studyId)}trials/`)) {
    const { key, sizeBytes, modifiedMs } = listed;
    const found = { key, sizeBytes, modifiedMs };
    const ofResult = attemptOfResult(key);
    const trialId = (ofResult ?? byteObjects.checkpoint.parseKey(key))?.trialId ?? '';
    const trial = record.trials.get(trialId);
    if (!trial) continue;
    if (!ofResult) {
      if (trial.state === 'succeeded') yield { reason: 'checkpoint', ...found };
      continue;
    }
    if (!mayBeUnnamed(trial, ofResult.attempt, isOver)) continue;
    if (trial.state === 'succeeded') {
      const at = { studyId, trialId };
      const receipt = receipts.get(trialId) ?? (await readRecord(store, records.receipt, at));
      receipts.set(trialId, receipt);
      if (namedBy(receipt).includes(key)) continue;
    }
    yield { reason: 'result', ...found };
  }
}

function attemptOfResult(key: string) {
  return (
    byteObjects.weights.parseKey(key) ??
    records.predictions.parseKey(key) ??
    records.innerPredictions.parseKey(key) ??
    records.history.parseKey(key)
  );
}

/** An attempt that may still publish what it has written is that of a trial without an end. */
function mayBeUnnamed({ state, attempt }: TrialRecord, written: number, isOver: boolean): boolean {
  if (state === 'succeeded') return written !== attempt;
  return isOver && isFinalTrialState(state);
}

function namedBy({ predictions, innerPredictions, history, weights }: Receipt): string[] {
  const inner = innerPredictions ? [innerPredictions] : [];
  return [predictions, history, weights, ...inner].map(({ key }) => key);
}
