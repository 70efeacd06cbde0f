export const trialStates = [
  'queued',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type TrialState = (typeof trialStates)[number];

/**
 * Which state a trial may go to from which. `running -> queued`: its worker was lost or left.
 * `failed` and `cancelled` are ends that a retry takes back.
 */
const trialTransitions = {
  queued: ['running', 'paused', 'failed', 'cancelled'],
  running: ['queued', 'paused', 'succeeded', 'failed', 'cancelled'],
  paused: ['queued', 'cancelled'],
  succeeded: [],
  failed: ['queued', 'paused'],
  cancelled: ['queued', 'paused'],
} as const satisfies Record<TrialState, readonly TrialState[]>;

export const studyStates = [
  'queued',
  'running',
  'paused',
  'summarising',
  'finished',
  'failed',
  'cancelled',
] as const;
export type StudyState = (typeof studyStates)[number];

export function isFinalTrialState(state: TrialState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

export function isFinalStudyState(state: StudyState): boolean {
  return state === 'finished' || state === 'failed' || state === 'cancelled';
}

export function mayTransition(from: TrialState, to: TrialState): boolean {
  return (trialTransitions[from] as readonly TrialState[]).includes(to);
}
