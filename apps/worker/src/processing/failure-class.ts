import type { AppError, ErrorCode } from '@crossfold/contracts';

/**
 * What is done after an attempt has failed.
 *
 * - `outage`: wait until what is away is back, which uses up no attempt;
 * - `retry`: another attempt after a pause, so many of them;
 * - `degrade`: another attempt, with smaller pieces of a batch where the study allows it;
 * - `end`: a named failure: a repetition would fail alike;
 * - `unfit`: the trial goes back and this worker ends: the machine is at fault, not the trial;
 * - `gone`: the trial is in other hands.
 */
export type FailureClass = 'outage' | 'retry' | 'degrade' | 'end' | 'unfit' | 'gone';

const classes = {
  STORE_UNAVAILABLE: 'outage',
  QUEUE_UNAVAILABLE: 'outage',
  QUEUE_REFUSED: 'outage',
  SERVER_UNAVAILABLE: 'outage',
  OVERLOADED: 'outage',
  TRIAL_CRASHED: 'retry',
  TRIAL_STALLED: 'retry',
  DEVICE_LOST: 'retry',
  INTERRUPTED: 'retry',
  OUT_OF_MEMORY: 'degrade',
  TENSORFLOW_UNAVAILABLE: 'unfit',
  PROVISION_FAILED: 'unfit',
  SUPERSEDED: 'gone',
  TRIAL_DIVERGED: 'end',
  TRIAL_SKIPPED: 'end',
  TRIAL_RACED_OUT: 'end',
  NOT_TRACEABLE: 'end',
  CONFIG_INVALID: 'end',
  REQUEST_INVALID: 'end',
  REQUEST_UNFIT: 'end',
  SPEC_INVALID: 'end',
  DATASET_INVALID: 'end',
  FOLD_PLAN_INVALID: 'end',
  WEIGHTS_INVALID: 'end',
  IMAGE_UNREADABLE: 'end',
  OBJECT_MISSING: 'end',
  OBJECT_REMOVED: 'end',
  QUOTA_EXCEEDED: 'end',
  OBJECT_CORRUPT: 'end',
  SCHEMA_VERSION_UNKNOWN: 'end',
  OBJECT_EXISTS: 'end',
  STORE_REFUSED: 'end',
  UNAUTHORISED: 'end',
  FORBIDDEN: 'end',
  TOO_MANY_ATTEMPTS: 'outage',
  RATE_LIMITED: 'outage',
  REQUEST_LATE: 'outage',
  HEADERS_TOO_LARGE: 'end',
  HOST_REFUSED: 'end',
  ORIGIN_REFUSED: 'end',
  METHOD_REFUSED: 'end',
  PRECONDITION_REFUSED: 'end',
  BODY_TOO_LARGE: 'end',
  MEDIA_TYPE_REFUSED: 'end',
  NOT_FOUND: 'end',
  CONFLICT: 'end',
  CANCELLED: 'end',
  INTERNAL: 'end',
} as const satisfies Record<ErrorCode, FailureClass>;

export function failureClass({ code }: Pick<AppError, 'code'>): FailureClass {
  return classes[code];
}
