import { setTimeout as sleep } from 'node:timers/promises';
import { isFinalTrialState, toAppError } from '@crossfold/contracts';
import type { ApiClient } from '../client/api-client.js';

export interface TrialLogChoice {
  readonly attempt?: number | undefined;
  readonly tail?: number | undefined;
}

/** A log that runs is stored every 15 s. */
const usualPollMs = 3000;

/**
 * What a trial says, piece by piece, until it has ended or the signal comes. A trial that waits, or
 * another attempt at it, is waited for.
 *
 * @throws AppError NOT_FOUND for a trial that the study does not have
 */
export async function* followTrialLog(
  api: Pick<ApiClient, 'trial' | 'trialLog'>,
  { studyId, trialId }: { readonly studyId: string; readonly trialId: string },
  { attempt, tail }: TrialLogChoice,
  signal: AbortSignal,
  pollMs = usualPollMs,
): AsyncGenerator<string> {
  let before: string | null = null;
  while (!signal.aborted) {
    // Asked first: what it said last is stored before it has ended.
    const { state } = await api.trial(studyId, trialId);
    const isOver = isFinalTrialState(state);
    const choice: TrialLogChoice = { attempt, tail: before === null ? tail : undefined };
    const now: string | null = await api
      .trialLog(studyId, trialId, choice)
      .catch((error: unknown) => {
        if (!isOver && toAppError(error).code === 'NOT_FOUND') return null;
        throw error;
      });
    if (now !== null) {
      const more = before === null ? now : linesAfter(before, now);
      before = now;
      if (more !== '') yield more;
    }
    if (isOver) return;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * What came to a log since it was read. Each line has a time, so its last one is found again also
 * where the middle of the log was dropped; where it is not there, the log is that of another attempt.
 */
export function linesAfter(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const last = before.trimEnd().split('\n').at(-1) ?? '';
  const place = last === '' ? -1 : now.lastIndexOf(last);
  if (place === -1) return now;
  return now.slice(place + last.length).replace(/^\n/, '');
}
