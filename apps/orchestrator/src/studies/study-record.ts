import {
  isFinalStudyState,
  isFinalTrialState,
  listTrials,
  mayTransition,
  type EpochRecord,
  type Failure,
  type Receipt,
  type Study,
  type StudyEvent,
  type StudyState,
  type StudyView,
  type TrialState,
  type TrialView,
} from '@crossfold/contracts';

/** What is known of a trial at the moment. */
export type TrialRecord = TrialView & { readonly history: readonly EpochRecord[] };

/** What is known of a study at the moment: a projection of the store and the events. */
export interface StudyRecord {
  readonly study: Study;
  readonly cancelled: boolean;
  /** Set once the report is there. */
  readonly finalState: StudyState | null;
  readonly trials: ReadonlyMap<string, TrialRecord>;
}

export function newStudyRecord(study: Study): StudyRecord {
  const trials = listTrials(study).map((cell): [string, TrialRecord] => [
    cell.trialId,
    {
      ...cell,
      state: 'queued',
      attempt: 0,
      worker: null,
      phase: null,
      epoch: 0,
      epochs: null,
      step: 0,
      steps: 0,
      imagesPerSecond: null,
      scores: null,
      seconds: null,
      error: null,
      history: [],
    },
  ]);
  return { study, cancelled: false, finalState: null, trials: new Map(trials) };
}

/**
 * The record after an event. Events may come twice and out of order: a final state stays, and a
 * move that the table of transitions does not know is passed over.
 */
export function applyEvent(record: StudyRecord, event: StudyEvent): StudyRecord {
  switch (event.type) {
    case 'study.submitted':
    case 'ensemble.progress':
    case 'trial.checkpointDamaged':
      return record;
    case 'study.cancelled':
      return cancelRecord(record);
    case 'study.finished':
      return { ...record, finalState: event.state };
    case 'trial.started': {
      const { attempt, worker, epochs, resumedAfterEpoch } = event;
      const epoch = resumedAfterEpoch ?? 0;
      return move(record, event.trialId, 'running', (trial) => ({
        ...{ attempt, worker, epochs, epoch, phase: 'training', step: 0, steps: 0 },
        history: trial.history.filter((seen) => seen.epoch <= epoch),
      }));
    }
    case 'trial.progress': {
      const { phase, step, steps, imagesPerSecond } = event;
      return move(record, event.trialId, 'running', () => ({
        phase,
        step,
        steps,
        imagesPerSecond,
      }));
    }
    case 'trial.epoch':
      return move(record, event.trialId, 'running', ({ history }) => ({
        epoch: event.record.epoch,
        history: [...history.filter(({ epoch }) => epoch < event.record.epoch), event.record],
      }));
    case 'trial.requeued':
      return move(record, event.trialId, 'queued', () => ({ worker: null, phase: null }));
    case 'trial.succeeded': {
      const { scores, seconds } = event;
      return move(record, event.trialId, 'succeeded', () => ({ scores, seconds, phase: null }));
    }
    case 'trial.failed': {
      const { code, message } = event;
      return move(record, event.trialId, 'failed', () => ({
        error: { code, message },
        phase: null,
      }));
    }
    case 'trial.cancelled':
      return move(record, event.trialId, 'cancelled', () => ({ phase: null }));
  }
}

/** The record with a trial's receipt from the store. */
export function applyReceipt(record: StudyRecord, receipt: Receipt): StudyRecord {
  const { timings, evaluation, attempt, epochs, environment } = receipt;
  const seconds = (Date.parse(timings.finishedAt) - Date.parse(timings.startedAt)) / 1000;
  return settle(record, receipt.trialId, {
    state: 'succeeded',
    attempt,
    epochs,
    epoch: epochs,
    worker: environment.worker,
    scores: evaluation.scores,
    seconds,
  });
}

/** The record with a trial's failure from the store. */
export function applyFailure(record: StudyRecord, failure: Failure): StudyRecord {
  const { attempt, code, message } = failure;
  return settle(record, failure.trialId, { state: 'failed', attempt, error: { code, message } });
}

/** Trials that no worker has are over; running ones report their end themselves. */
export function cancelRecord(record: StudyRecord): StudyRecord {
  const trials = [...record.trials].map(([trialId, trial]): [string, TrialRecord] => [
    trialId,
    trial.state === 'queued' ? { ...trial, state: 'cancelled' } : trial,
  ]);
  return { ...record, cancelled: true, trials: new Map(trials) };
}

/** The record with every end that the store knows; what still runs stays as the events left it. */
export function settleFrom(record: StudyRecord, stored: StudyRecord): StudyRecord {
  const trials = [...record.trials].map(([trialId, trial]): [string, TrialRecord] => {
    const known = stored.trials.get(trialId);
    const isEnd = known && isFinalTrialState(known.state) && !isFinalTrialState(trial.state);
    // A running trial of a cancelled study ends by itself.
    if (!isEnd || (known.state === 'cancelled' && trial.state === 'running')) {
      return [trialId, trial];
    }
    return [trialId, { ...known, history: trial.history }];
  });
  return {
    ...record,
    cancelled: record.cancelled || stored.cancelled,
    finalState: record.finalState ?? stored.finalState,
    trials: new Map(trials),
  };
}

function move(
  record: StudyRecord,
  trialId: string,
  state: TrialState,
  change: (trial: TrialRecord) => Partial<TrialRecord>,
): StudyRecord {
  const trial = record.trials.get(trialId);
  if (!trial) return record;
  // A trial that goes on where another worker left it is "running" twice in a row.
  if (trial.state !== state && !mayMove(trial.state, state)) return record;
  if (isFinalTrialState(trial.state)) return record;
  return replace(record, { ...trial, ...change(trial), state });
}

/** Events can be lost: a trial that succeeds was running, whether or not we saw it start. */
function mayMove(from: TrialState, to: TrialState): boolean {
  return mayTransition(from, to) || (from === 'queued' && mayTransition('running', to));
}

function settle(record: StudyRecord, trialId: string, change: Partial<TrialRecord>): StudyRecord {
  const trial = record.trials.get(trialId);
  return trial ? replace(record, { ...trial, ...change }) : record;
}

function replace(record: StudyRecord, trial: TrialRecord): StudyRecord {
  return { ...record, trials: new Map(record.trials).set(trial.trialId, trial) };
}

export function studyState({ finalState, trials, cancelled }: StudyRecord): StudyState {
  if (finalState && isFinalStudyState(finalState)) return finalState;
  const states = [...trials.values()].map(({ state }) => state);
  if (states.every(isFinalTrialState)) return 'summarising';
  return cancelled || states.some((state) => state !== 'queued') ? 'running' : 'queued';
}

export function viewStudy(record: StudyRecord): StudyView {
  const { study, trials } = record;
  const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
  for (const { state } of trials.values()) counts[state] += 1;
  return {
    studyId: study.studyId,
    name: study.name,
    submittedAt: study.submittedAt,
    state: studyState(record),
    variants: study.variants.map(({ name }) => name),
    trials: counts,
    etaSeconds: estimateSeconds(record, counts.running),
  };
}

/** Mean time of the finished trials for each that is left, over the slots at work. */
function estimateSeconds({ trials }: StudyRecord, running: number): number | null {
  const all = [...trials.values()];
  const times = all.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const left = all.filter(({ state }) => state === 'queued').length;
  if (running + left === 0) return 0;
  if (times.length === 0) return null;
  const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  // A running trial is half done on average.
  return (mean * (left + running / 2)) / Math.max(1, running);
}
