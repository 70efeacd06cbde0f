import { errorKinds, type Control, type Failure } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { endUnbegunTrial, type ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import type { EventLog } from '../events/event-log.js';
import type { StudyQueue } from './study-queue.js';

export interface EndParts {
  readonly store: ObjectStore;
  readonly queue: Pick<StudyQueue, 'removeWaiting'>;
  readonly index: StudyIndex;
  readonly events: Pick<EventLog, 'publish'>;
}

/** The end that a trial is to have, and what it rests on. */
export type UnbegunEnd = Pick<Failure, 'trialId' | 'message' | 'causes' | 'raceDecision'>;

/** What the event of each end is called. */
const eventTypes = {
  TRIAL_SKIPPED: 'trial.skipped',
  TRIAL_RACED_OUT: 'trial.racedOut',
} as const;

/** Trials that are ended at once: each is a few small objects of the store. */
const endsInFlight = 16;

/**
 * Ends trials that nobody has begun. The end is in the store before a job is taken away: a worker
 * that is quicker with the job finds it there. Done twice, nothing changes.
 */
export async function endUnbegun(
  parts: EndParts,
  control: Control,
  code: keyof typeof eventTypes,
  ends: readonly UnbegunEnd[],
): Promise<void> {
  const ended = await mapBounded(ends, endsInFlight, async (end) =>
    (await endOne(parts, control, code, end)) ? [end.trialId] : [],
  );
  await parts.queue.removeWaiting(control.studyId, ended.flat());
}

/** @returns false where somebody has begun it */
async function endOne(
  { store, index, events }: EndParts,
  control: Control,
  code: keyof typeof eventTypes,
  wanted: UnbegunEnd,
): Promise<boolean> {
  const { studyId, edition } = control;
  const { remedy } = errorKinds[code];
  const at = new Date().toISOString();
  const named = { schemaVersion: 1 as const, studyId, edition, failedAt: at, code, remedy };
  const end = await endUnbegunTrial(store, control, { ...named, ...wanted });
  if (!end) return false;
  const { trialId, message: reason } = end;
  const told = { studyId, trialId, reason, remedy: end.remedy, edition: end.edition };
  const event = { type: eventTypes[code], at, ...told };
  // What follows must not take it for waiting until its event has come round.
  index.apply({ event });
  await events.publish(event);
  return true;
}
