import type { AppError, ErrorCode } from '@crossfold/contracts';

/**
 * What is done after an attempt has failed. `outage`: wait until what is away is back, which uses
 * up no attempt; `retry`: another attempt, so many of them; `end`: a named failure, for a repetition
 * would fail alike; `gone`: the trial is in other hands.
 */
export type FailureClass = 'outage' | 'retry' | 'end' | 'gone';

const classes = {
  STORE_UNAVAILABLE: 'outage',
  QUEUE_UNAVAILABLE: 'outage',
  TRIAL_CRASHED: 'retry',
  TRIAL_STALLED: 'retry',
  INTERRUPTED: 'retry',
  SUPERSEDED: 'gone',
} as const satisfies Partial<Record<ErrorCode, FailureClass>>;

export function failureClass({ code, kind }: AppError): FailureClass {
  const listed = (classes as Partial<Record<ErrorCode, FailureClass>>)[code];
  return listed ?? (kind.retryable ? 'retry' : 'end');
}
