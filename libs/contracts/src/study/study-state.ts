import type { DesiredTrials } from './desired-state.js';
import { trialStates, type FinalStudyState, type StudyState, type TrialState } from './states.js';

export type TrialCounts = Readonly<Record<TrialState, number>>;

/** How many trials are in each state. */
export function countTrialStates(trials: Iterable<{ readonly state: TrialState }>): TrialCounts {
  const counts = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<
    TrialState,
    number
  >;
  for (const { state } of trials) counts[state] += 1;
  return counts;
}

/** What decides the state of a study beside those of its trials. */
export interface StudyStateContext {
  readonly control: Pick<DesiredTrials, 'desired'>;
  /** Of its report; null while there is none of its own edition. */
  readonly finalState: FinalStudyState | null;
  /** False where only the store is read, and nothing takes up the next trial. */
  readonly hasServer?: boolean;
}

/** The state of a study: for the server, the command line and the page. */
export function deriveStudyState(
  counts: TrialCounts,
  { control, finalState, hasServer = true }: StudyStateContext,
): StudyState {
  if (finalState) return finalState;
  const { queued, running, paused } = counts;
  if (queued + running + paused === 0) return 'summarising';
  if (queued + running === 0) return 'paused';
  // Between two of its trials a study runs; without a server nothing takes up the next one.
  if (!hasServer && queued > 0) return 'queued';
  const isMixed = trialStates.filter((state) => counts[state] > 0).length > 1;
  if (control.desired === 'cancel' || isMixed) return 'running';
  return queued > 0 ? 'queued' : 'running';
}
