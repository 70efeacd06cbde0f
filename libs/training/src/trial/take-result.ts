import { findSameTrial, records, type Receipt, type TrialName } from '@crossfold/contracts';
import { calibrate } from '@crossfold/model';
import {
  getNamed,
  isDamage,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import type { TrialAssignment } from './attempt.js';
import { describeMaker, publishReceipt, resultPaths } from './publish-receipt.js';
import type { TrialRecords } from './trial-records.js';

export type NotTaken = TrialName & { readonly reason: string };

/** A trial that is about to be trained. */
export interface WantedResult {
  readonly assignment: TrialAssignment;
  readonly records: TrialRecords;
  /** That it begins with, as a receipt has them. */
  readonly initialWeights: string;
}

/**
 * Takes the result of a trial that is the same one, from the studies that this one names for it:
 * copies what the receipt there names, and publishes a receipt here. Nothing is trained.
 *
 * @returns `taken` null, and of each study that has such a trial why its result was not taken
 */
export async function takeResult(
  store: ObjectStore,
  wanted: WantedResult,
): Promise<{ readonly taken: Receipt | null; readonly notTaken: NotTaken[] }> {
  const notTaken: NotTaken[] = [];
  for (const studyId of wanted.records.study.reuse ?? []) {
    const found = await takeFrom(store, studyId, wanted);
    if (found === null) continue;
    if (!('reason' in found)) return { taken: found, notTaken };
    notTaken.push(found);
  }
  return { taken: null, notTaken };
}

/** @returns null where that study has no such trial */
async function takeFrom(
  store: ObjectStore,
  studyId: string,
  wanted: WantedResult,
): Promise<Receipt | NotTaken | null> {
  const { study, cell } = wanted.records;
  const startedAt = new Date().toISOString();
  let trialId: string | null = cell.trialId;
  try {
    const other = await readRecord(store, records.study, { studyId });
    trialId = findSameTrial(other, study, cell);
    if (trialId === null) return null;
    const receipt = await readRecordIfThere(store, records.receipt, { studyId, trialId });
    if (!receipt) return { studyId, trialId, reason: 'it has no result so far' };
    const difference = differenceOf(receipt, wanted);
    if (difference !== null) return { studyId, trialId, reason: difference };
    const copy = await copyResult(store, receipt, wanted);
    const finishedAt = new Date().toISOString();
    return await publishReceipt(store, wanted.assignment, {
      ...copy,
      timings: { ...nothingTrained, startedAt, finishedAt },
    });
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { studyId, trialId: trialId ?? cell.trialId, reason: error.message };
  }
}

interface MakerRecords {
  readonly records: Pick<TrialRecords, 'variant' | 'memoryHalvings'>;
}

/** How that result was made otherwise than this one would be; null where it was not. */
export function differenceOf(
  receipt: Pick<Receipt, 'environment' | 'initialWeights' | 'innerPredictions'>,
  { records, initialWeights }: Pick<WantedResult, 'initialWeights'> & MakerRecords,
): string | null {
  const { environment, innerPredictions } = receipt;
  if (!innerPredictions) return 'it has no predictions of its inner validation part';
  if (environment.backends)
    return `it was made on several: ${environment.backends.join(', then ')}`;
  const here = {
    ...describeMaker(records.variant.config.training),
    memoryHalvings: records.memoryHalvings,
    initialWeights,
  };
  const there = {
    memoryHalvings: 0,
    threads: 'of an unknown number',
    ...environment,
    initialWeights: receipt.initialWeights,
  };
  const differences = (Object.keys(here) as (keyof typeof here)[])
    .filter((name) => there[name] !== here[name])
    .map((name) => `${name} ${String(there[name])} there, ${String(here[name])} here`);
  return differences.length > 0 ? differences.join('; ') : null;
}

/** @returns the receipt here, but for its times */
async function copyResult(
  store: ObjectStore,
  source: Receipt,
  { assignment, records: { study, cell } }: WantedResult,
): Promise<Omit<Receipt, 'timings'>> {
  const paths = resultPaths(assignment);
  const copies: Partial<Record<keyof typeof paths, { key: string; sha256: string }>> = {};
  for (const name of Object.keys(paths) as (keyof typeof paths)[]) {
    const named = source[name];
    if (!named) continue;
    const key = paths[name];
    const { sha256 } = await store.put(key, await getNamed(store, named));
    copies[name] = { key, sha256 };
  }
  const { studyId, attempt } = assignment;
  return {
    ...source,
    studyId,
    ...cell,
    attempt,
    ...copies,
    calibration: study.calibration === 'none' ? null : await calibrateAnew(store, source),
    takenFrom: source.takenFrom ?? { studyId: source.studyId, trialId: source.trialId },
  };
}

/** That study may have been asked for no temperatures. */
async function calibrateAnew(
  store: ObjectStore,
  { innerPredictions, predictions }: Receipt,
): Promise<Receipt['calibration']> {
  if (!innerPredictions) return null;
  const inner = await readNamedRecord(store, records.innerPredictions, innerPredictions);
  return calibrate(inner, await readNamedRecord(store, records.predictions, predictions));
}

const nothingTrained = {
  inputSeconds: 0,
  trainSeconds: 0,
  validationSeconds: 0,
  predictionSeconds: 0,
} as const;
