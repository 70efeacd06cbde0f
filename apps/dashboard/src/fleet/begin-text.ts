import type { FleetForecast, QueuedJob } from '@crossfold/contracts';
import { dash, moment } from '../text/format.js';

/** Reasons that end by what somebody does, at no time that could be known. */
const openEnded: readonly QueuedJob['reason'][] = ['no-worker', 'no-match', 'paused', 'budget'];

/**
 * When a job begins, as far as the forecast of its study says: not before the first trial of it, and,
 * once that has begun, before its last one ends.
 */
export function beginText(
  { studyId, trialId, reason, until }: Pick<QueuedJob, 'studyId' | 'trialId' | 'reason' | 'until'>,
  forecast: FleetForecast | undefined,
): string {
  if (until !== null) return `from ${moment(until)}`;
  const outlook = forecast?.studies.find((one) => one.studyId === studyId);
  if (!forecast || !outlook || trialId === null || openEnded.includes(reason)) return dash;
  const { startsAt, endsAt } = outlook;
  if (startsAt !== null && startsAt > forecast.at) return `from ${moment(startsAt)}`;
  return endsAt === null ? dash : `before ${moment(endsAt.expected)}`;
}
