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
 * by the same conditional write with which a worker begins an attempt: of a skip and a beginning
 * that come at once, the store lets one through (see {@link skipBefore}).
 *
 * @returns the end, or null where the trial was begun or has ended
 */
export async function skipTrial(
  store: ObjectStore,
  control: Control,
  skip: Omit<Failure, 'attempt'>,
): Promise<Failure | null> {
  const { studyId, trialId, failedAt } = skip;
  const newest = await newestAttempt(store, skip);
  const last = newest === 0 ? null : await readFailure(store, skip);
  if (last && stands(control, last)) return null;
  if (newest > (last?.attempt ?? 0)) {
    const begun = await skipBefore(store, control, { studyId, trialId, attempt: newest + 1 });
    return begun && writeNamedEnd(store, begun);
  }
  const attempt = newest + 1;
  const skipped = { ...skip, attempt };
  const claim = { schemaVersion: 1 as const, studyId, trialId, attempt, worker: 'orchestrator' };
  const record = { ...claim, startedAt: failedAt, skipped };
  if (!(await createRecord(store, records.attempt, { studyId, trialId, attempt }, record)))
    return null;
  return writeNamedEnd(store, skipped);
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
