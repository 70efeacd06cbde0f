import { errorKinds } from '../errors.js';
import type { TrialView } from '../messages/api.js';
import type { StudyEvent } from '../messages/events.js';
import { desiredStateFor, isStanding, type DesiredTrials } from '../study/desired-state.js';
import { isFinalTrialState, mayTransition, type TrialState } from '../study/states.js';
import type { EpochRecord } from '../trial/trial.js';

/** An event of one trial. */
export type TrialEvent = Extract<StudyEvent, { readonly trialId: string }>;

const restStates = { run: 'queued', pause: 'paused', cancel: 'cancelled' } as const;

/** The state of a trial that no worker has and that has no end. */
export function stateAtRest(
  control: Pick<DesiredTrials, 'desired' | 'trials' | 'outOfBudget'>,
  trialId: string,
): TrialState {
  return restStates[desiredStateFor(control, trialId)];
}

/**
 * A trial after an event: the one reading of events, for the server, the command line and the page.
 * Events may come twice and out of order: an end stays, and a move that the table of transitions
 * does not know is passed over.
 *
 * @param control what is wanted of the study: where a trial rests, and whether its failure stands
 * @returns the very trial that was given where the event is passed over
 */
export function reduceTrial<T extends TrialView>(
  trial: T,
  event: TrialEvent,
  control: DesiredTrials,
): T {
  if (event.trialId !== trial.trialId || isFinalTrialState(trial.state)) return trial;
  const changes = changesOf(event, control);
  if (changes === null) return trial;
  // A trial that goes on where another worker left it is "running" twice in a row.
  if (trial.state !== changes.state && !mayMove(trial.state, changes.state)) return trial;
  return { ...trial, waiting: null, ...changes };
}

type Changes = Partial<TrialView> & Pick<TrialView, 'state'>;

function changesOf(event: TrialEvent, control: DesiredTrials): Changes | null {
  switch (event.type) {
    case 'trial.checkpointDamaged':
      return null;
    case 'trial.started': {
      const { attempt, worker, epochs, resumedAfterEpoch } = event;
      const place = { epoch: resumedAfterEpoch ?? 0, step: 0, steps: 0 };
      return { state: 'running', phase: 'preparing', attempt, worker, epochs, ...place };
    }
    case 'trial.progress': {
      const { phase, step, steps, imagesPerSecond } = event;
      return { state: 'running', phase, step, steps, imagesPerSecond };
    }
    case 'trial.epoch':
      // Its steps are part of the epochs that are done.
      return { state: 'running', epoch: event.record.epoch, step: 0, steps: 0 };
    case 'trial.paused':
    case 'trial.cancelled':
      return atRest(event, control, null);
    case 'trial.requeued':
      return atRest(event, control, event.reason);
    case 'trial.succeeded': {
      const { scores, seconds, takenFrom = null } = event;
      return { state: 'succeeded', phase: null, scores, seconds, takenFrom };
    }
    case 'trial.failed': {
      const { code, message, remedy = errorKinds[code].remedy } = event;
      return atFailure(event, control, { state: 'failed', error: { code, message, remedy } });
    }
    case 'trial.skipped': {
      const error = { code: 'TRIAL_SKIPPED', message: event.reason, remedy: event.remedy };
      return atFailure(event, control, { state: 'skipped', error });
    }
    case 'trial.racedOut': {
      const error = { code: 'TRIAL_RACED_OUT', message: event.reason, remedy: event.remedy };
      return atFailure(event, control, { state: 'raced-out', error });
    }
  }
}

function atRest({ trialId }: TrialEvent, control: DesiredTrials, waiting: string | null): Changes {
  return { state: stateAtRest(control, trialId), worker: null, phase: null, waiting };
}

/** A failure that was tried again since is none. */
function atFailure(
  event: Extract<TrialEvent, { type: 'trial.failed' | 'trial.skipped' | 'trial.racedOut' }>,
  control: DesiredTrials,
  failed: Changes,
): Changes {
  const isRacedOut = event.type === 'trial.racedOut';
  const isEnd = isStanding(control, event.trialId, event.edition ?? 1, isRacedOut);
  return isEnd ? { ...failed, phase: null } : atRest(event, control, null);
}

/** Events can be lost: a trial that succeeds was running, whether or not we saw it start. */
function mayMove(from: TrialState, to: TrialState): boolean {
  const isWaiting = from === 'queued' || from === 'paused';
  return (
    mayTransition(from, to) || (isWaiting && (to === 'running' || mayTransition('running', to)))
  );
}

/**
 * The epochs of a trial after an event. One that goes on from a checkpoint repeats those after it.
 *
 * @returns the very list that was given where nothing changes
 */
export function reduceHistory(
  history: readonly EpochRecord[],
  event: TrialEvent,
): readonly EpochRecord[] {
  if (event.type === 'trial.epoch') {
    return [...history.filter(({ epoch }) => epoch < event.record.epoch), event.record];
  }
  if (event.type !== 'trial.started') return history;
  const from = event.resumedAfterEpoch ?? 0;
  return history.filter(({ epoch }) => epoch <= from);
}
