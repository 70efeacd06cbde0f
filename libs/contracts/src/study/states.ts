export const trialStates = [
  'queued',
  'running',
  'paused',
  'succeeded',
  'failed',
  'skipped',
  'raced-out',
  'cancelled',
] as const;
export type TrialState = (typeof trialStates)[number];

/**
 * Which state a trial may go to from which. `running -> queued`: its worker was lost or left.
 * `failed`, `skipped` and `cancelled` are ends that a retry takes back, `raced-out` one that reviving
 * does; only what waits is skipped. A trial that runs is raced out when it lags behind (`stopping`).
 */
const trialTransitions = {
  queued: ['running', 'paused', 'failed', 'skipped', 'raced-out', 'cancelled'],
  running: ['queued', 'paused', 'succeeded', 'failed', 'raced-out', 'cancelled'],
  paused: ['queued', 'skipped', 'raced-out', 'cancelled'],
  succeeded: [],
  failed: ['queued', 'paused'],
  skipped: ['queued', 'paused'],
  'raced-out': ['queued', 'paused'],
  cancelled: ['queued', 'paused'],
} as const satisfies Record<TrialState, readonly TrialState[]>;

/**
 * How a study may end. `finished-with-failures`: it has results, but a trial failed or was skipped,
 * or its ensemble could not be scored; reports of before there was this state say `finished`.
 */
export const finalStudyStates = [
  'finished',
  'finished-with-failures',
  'failed',
  'cancelled',
] as const;
export type FinalStudyState = (typeof finalStudyStates)[number];

export const studyStates = [
  'queued',
  'running',
  'paused',
  'summarising',
  ...finalStudyStates,
] as const;
export type StudyState = (typeof studyStates)[number];

export function isFinalTrialState(state: TrialState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'paused';
}

export function isFinalStudyState(state: StudyState): state is FinalStudyState {
  return (finalStudyStates as readonly StudyState[]).includes(state);
}

/** Whether a study that ended has an answer, of all its trials or of some. */
export function hasAnswer(state: FinalStudyState): boolean {
  return state === 'finished' || state === 'finished-with-failures';
}

export function mayTransition(from: TrialState, to: TrialState): boolean {
  return (trialTransitions[from] as readonly TrialState[]).includes(to);
}
