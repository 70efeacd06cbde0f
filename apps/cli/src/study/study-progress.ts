import {
  isFinalTrialState,
  trialStates,
  type StudyEvent,
  type TrialState,
  type TrialView,
} from '@crossfold/contracts';

export interface TrialProgress {
  readonly trialId: string;
  readonly state: TrialState;
  readonly phase: string | null;
  /** Epochs done, and at most to come. */
  readonly epoch: number;
  readonly epochs: number | null;
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number | null;
}

/** Where a study stands, kept up to date by its events. */
export interface StudyProgress {
  apply(event: StudyEvent): void;
  /** Takes trials as they are now: a command may have changed many at once. */
  replace(trials: readonly TrialView[]): void;
  counts(): Readonly<Record<TrialState, number>>;
  trial(trialId: string): TrialProgress | undefined;
  running(): readonly TrialProgress[];
  /** Members of the ensemble scored so far; null before it begins. */
  ensemble(): { readonly member: number; readonly members: number } | null;
}

/** @param trials all trials of the study as the API lists them */
export function createStudyProgress(trials: readonly TrialView[]): StudyProgress {
  const known = new Map<string, TrialProgress>(trials.map((trial) => [trial.trialId, trial]));
  let ensemble: { readonly member: number; readonly members: number } | null = null;

  function change(trialId: string, changes: Partial<TrialProgress>): void {
    const trial = known.get(trialId);
    // The list is newer than the first events: what is final there stays final.
    if (!trial || isFinalTrialState(trial.state)) return;
    known.set(trialId, { ...trial, ...changes });
  }

  return {
    apply(event) {
      if (event.type === 'ensemble.progress') {
        ensemble = { member: event.member, members: event.members };
      }
      if ('trialId' in event) change(event.trialId, changesOf(event));
    },
    replace(trials) {
      for (const trial of trials) known.set(trial.trialId, trial);
    },
    counts() {
      const counted = trialStates.map((state) => {
        const ofState = [...known.values()].filter((trial) => trial.state === state);
        return [state, ofState.length] as const;
      });
      return Object.fromEntries(counted) as Record<TrialState, number>;
    },
    trial: (trialId) => known.get(trialId),
    running: () => [...known.values()].filter(({ state }) => state === 'running'),
    ensemble: () => ensemble,
  };
}

type TrialEvent = Extract<StudyEvent, { trialId: string }>;

function changesOf(event: TrialEvent): Partial<TrialProgress> {
  switch (event.type) {
    case 'trial.started':
      return {
        state: 'running',
        phase: null,
        epoch: event.resumedAfterEpoch ?? 0,
        epochs: event.epochs,
        step: 0,
        steps: 0,
      };
    case 'trial.progress': {
      const { phase, step, steps, imagesPerSecond } = event;
      return { state: 'running', phase, step, steps, imagesPerSecond };
    }
    case 'trial.epoch':
      return { state: 'running', epoch: event.record.epoch, step: 0, steps: 0 };
    case 'trial.checkpointDamaged':
      return {};
    case 'trial.requeued':
      return { state: 'queued', phase: null, step: 0, steps: 0 };
    case 'trial.paused':
      return { state: 'paused', phase: null };
    case 'trial.succeeded':
      return { state: 'succeeded' };
    case 'trial.failed':
      return { state: 'failed' };
    case 'trial.skipped':
      return { state: 'skipped' };
    case 'trial.cancelled':
      return { state: 'cancelled' };
  }
}
