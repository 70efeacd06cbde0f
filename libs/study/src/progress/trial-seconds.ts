import type { TrialRecord } from './trial-record.js';

/**
 * What a trial has taken of a slot so far, in seconds: 0 of one that took its result from another. Of
 * one that was begun more than once, its last attempt counts.
 */
export function slotSeconds(trial: TrialRecord, now: Date): number {
  const { state, takenFrom, seconds, startedAt, endedAt } = trial;
  if (takenFrom !== null || startedAt === null) return 0;
  if (state === 'succeeded' && seconds !== null) return seconds;
  const end = state === 'running' ? now.getTime() : Date.parse(endedAt ?? startedAt);
  return Math.max(0, end - Date.parse(startedAt)) / 1000;
}
