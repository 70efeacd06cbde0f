import type { AttemptTime, TrialRecord } from './trial-record.js';

/**
 * What a trial has taken of a slot so far, in seconds: all attempts together. One that took its result
 * from another trial took nothing for it.
 */
export function slotSeconds(trial: TrialRecord, now: Date): number {
  const { state, attempt, interrupted } = trial;
  const isNewestApart = state === 'running' || state === 'succeeded';
  return interrupted.reduce(
    (sum, other) => (isNewestApart && other.attempt === attempt ? sum : sum + other.seconds),
    isNewestApart ? newestSeconds(trial, now) : 0,
  );
}

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
  { attempt, startedAt, interrupted }: TrialRecord,
  endedAt: string | null,
): readonly AttemptTime[] {
  if (startedAt === null || endedAt === null) return interrupted;
  const seconds = secondsBetween(startedAt, endedAt);
  return mergeInterrupted(interrupted, [{ attempt, seconds }]);
}

/** Of an attempt that both have, the longer time: the other was read before it ended. */
export function mergeInterrupted(
  known: readonly AttemptTime[],
  more: readonly AttemptTime[],
): readonly AttemptTime[] {
  return more.reduce((list, time) => {
    const same = list.find(({ attempt }) => attempt === time.attempt);
    if (same && same.seconds >= time.seconds) return list;
    return [...list.filter((other) => other !== same), time];
  }, known);
}

function secondsBetween(from: string | null, to: string | null): number {
  if (from === null || to === null) return 0;
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}
