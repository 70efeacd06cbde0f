import type { AttemptTime, TrialRecord } from './trial-record.js';

/** What a trial has taken of a slot so far, in seconds: all its attempts together. */
export function slotSeconds(trial: TrialRecord, now: Date): number {
  return listAttemptTimes(trial, now).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** How long each attempt of a trial has had a slot so far, as far as it is known. */
export function listAttemptTimes(trial: TrialRecord, now: Date): readonly AttemptTime[] {
  const { state, attempt, perSlotHour, interrupted } = trial;
  if (state !== 'running' && state !== 'succeeded') return interrupted;
  const seconds = newestSeconds(trial, now);
  const earlier = interrupted.filter((other) => other.attempt !== attempt);
  return seconds === 0 ? earlier : [...earlier, { attempt, seconds, perSlotHour }];
}

/** One that took its result from another trial took nothing for it. */
function newestSeconds(trial: TrialRecord, now: Date): number {
  const { state, takenFrom, seconds, startedAt, endedAt } = trial;
  if (takenFrom !== null) return 0;
  if (state === 'running') return secondsBetween(startedAt, now.toISOString());
  return seconds ?? secondsBetween(startedAt, endedAt);
}

/**
 * The attempts of a trial that gave no result, with its newest one, which has ended without one.
 *
 * @returns the very list where it is known already, or when it began is not
 */
export function withInterrupted(
  { attempt, startedAt, perSlotHour, interrupted }: TrialRecord,
  endedAt: string | null,
): readonly AttemptTime[] {
  if (startedAt === null || endedAt === null) return interrupted;
  const seconds = secondsBetween(startedAt, endedAt);
  return mergeInterrupted(interrupted, [{ attempt, seconds, perSlotHour }]);
}

/** Of an attempt that both have, the longer time: the other was read before it ended. */
export function mergeInterrupted(
  known: readonly AttemptTime[],
  more: readonly AttemptTime[],
): readonly AttemptTime[] {
  return more.reduce((list, time) => {
    const same = list.find(({ attempt }) => attempt === time.attempt);
    if (!same) return [...list, time];
    if (same.seconds >= time.seconds) return list;
    const perSlotHour = time.perSlotHour ?? same.perSlotHour;
    return [...list.filter((other) => other !== same), { ...time, perSlotHour }];
  }, known);
}

function secondsBetween(from: string | null, to: string | null): number {
  if (from === null || to === null) return 0;
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}
