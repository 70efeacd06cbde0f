import { AppError } from './errors.js';

export const trialStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type TrialState = (typeof trialStates)[number];

/** Which state a trial may go to from which. `running -> queued`: its worker was lost. */
const trialTransitions = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<TrialState, readonly TrialState[]>;

export const studyStates = [
  'queued',
  'running',
  'summarising',
  'finished',
  'failed',
  'cancelled',
] as const;
export type StudyState = (typeof studyStates)[number];

export function isFinalTrialState(state: TrialState): boolean {
  return trialTransitions[state].length === 0;
}

export function isFinalStudyState(state: StudyState): boolean {
  return state === 'finished' || state === 'failed' || state === 'cancelled';
}

export function mayTransition(from: TrialState, to: TrialState): boolean {
  return (trialTransitions[from] as readonly TrialState[]).includes(to);
}

/** @throws AppError CONFLICT when a trial may not go from one state to the other. */
export function assertTransition(trialId: string, from: TrialState, to: TrialState): void {
  if (mayTransition(from, to)) return;
  throw new AppError(
    'CONFLICT',
    `expected one of [${trialTransitions[from].join(', ')}] after state "${from}" of trial ${trialId}, got "${to}"`,
  );
}
