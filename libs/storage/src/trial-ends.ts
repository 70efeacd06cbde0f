import { isStanding, records, stateOfEnd, type Control, type Failure } from '@crossfold/contracts';
import { readControl } from './control.js';
import {
  createRecord,
  listRecords,
  readRecord,
  readRecordIfThere,
  updateRecord,
} from './records.js';
import type { ObjectStore } from './object-store.js';
import { isDamage } from './unreadable.js';

interface NamedTrial {
  readonly studyId: string;
  readonly trialId: string;
}

/** The number of a trial's newest attempt; 0 when there was none. */
export async function newestAttempt(
  store: ObjectStore,
  { studyId, trialId }: NamedTrial,
): Promise<number> {
  let newest = 0;
  for await (const { at } of listRecords(store, records.attempt, { studyId, trialId })) {
    newest = at.attempt;
  }
  return newest;
}

/** The failure or other named end of a trial; null where there is none, or it was tried again since. */
export async function readStandingFailure(
  store: ObjectStore,
  control: Control,
  trialId: string,
): Promise<Failure | null> {
  const failure = await readFailure(store, { studyId: control.studyId, trialId });
  return failure && stands(control, failure) ? failure : null;
}

/**
 * Gives a trial its named end. The first end stands, until the trial was tried again.
 *
 * @returns the end that stands
 */
export async function writeNamedEnd(store: ObjectStore, failure: Failure): Promise<Failure> {
  const { studyId, trialId } = failure;
  const control = await readControl(store, studyId);
  return updateRecord(store, records.failure, { studyId, trialId }, (current) =>
    current && stands(control, current) ? current : failure,
  );
}

/**
 * Ends a trial that nobody has begun since it was last asked for. Its next number is taken first,
 * by the same conditional write with which a worker begins an attempt: of an end and a beginning
 * that come at once, the store lets one through (see {@link skipBefore}).
 *
 * @returns the end, or null where the trial was begun or has ended
 */
export async function endUnbegunTrial(
  store: ObjectStore,
  control: Control,
  end: Omit<Failure, 'attempt'>,
): Promise<Failure | null> {
  const { studyId, trialId } = end;
  const newest = await newestAttempt(store, end);
  const last = newest === 0 ? null : await readFailure(store, end);
  if (last && stands(control, last)) return null;
  if (newest > (last?.attempt ?? 0)) {
    const begun = await skipBefore(store, control, { studyId, trialId, attempt: newest + 1 });
    return begun && writeNamedEnd(store, begun);
  }
  return claimForEnd(store, { ...end, attempt: newest + 1 });
}

/**
 * Ends a trial that was begun and has no end: with its next number, so that the attempt that runs may
 * publish nothing more. A result that comes first stands.
 *
 * @returns the end, or null where the trial has ended, or was begun anew just then
 */
export async function endBegunTrial(
  store: ObjectStore,
  control: Control,
  end: Omit<Failure, 'attempt'>,
): Promise<Failure | null> {
  const { studyId, trialId } = end;
  if (await store.head(records.receipt.key({ studyId, trialId }))) return null;
  const last = await readFailure(store, end);
  if (last && stands(control, last)) return null;
  return claimForEnd(store, { ...end, attempt: (await newestAttempt(store, end)) + 1 });
}

/** @returns null where another one has taken the number */
async function claimForEnd(store: ObjectStore, end: Failure): Promise<Failure | null> {
  const { studyId, trialId, attempt, failedAt: startedAt } = end;
  const claim = { schemaVersion: 1 as const, studyId, trialId, attempt, worker: 'orchestrator' };
  const record = { ...claim, startedAt, skipped: end };
  if (!(await createRecord(store, records.attempt, { studyId, trialId, attempt }, record)))
    return null;
  return writeNamedEnd(store, end);
}

/**
 * The skip that the number before an attempt was taken for, unless it was taken back since. A record
 * that is damaged keeps no trial from its attempt; `crossfold verify` finds it.
 */
export async function skipBefore(
  store: ObjectStore,
  control: Control,
  { studyId, trialId, attempt }: NamedTrial & { readonly attempt: number },
): Promise<Failure | null> {
  if (attempt === 1) return null;
  const before = await readRecord(store, records.attempt, {
    studyId,
    trialId,
    attempt: attempt - 1,
  }).catch((error: unknown) => {
    if (isDamage(error)) return null;
    throw error;
  });
  const skipped = before?.skipped;
  return skipped && stands(control, skipped) ? { ...skipped, attempt } : null;
}

function stands(control: Control, failure: Failure): boolean {
  const isRacedOut = stateOfEnd(failure) === 'raced-out';
  return isStanding(control, failure.trialId, failure.edition, isRacedOut);
}

async function readFailure(
  store: ObjectStore,
  { studyId, trialId }: NamedTrial,
): Promise<Failure | null> {
  return readRecordIfThere(store, records.failure, { studyId, trialId });
}
