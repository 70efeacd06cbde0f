import {
  countTrialStates,
  reduceTrial,
  type DesiredTrials,
  type StudyEvent,
  type TrialCounts,
  type TrialView,
} from '@crossfold/contracts';

/** Where a study stands, kept up to date by its events. */
export interface StudyProgress {
  apply(event: StudyEvent): void;
  /** Takes trials as they are now: a command may have changed many at once. */
  replace(trials: readonly TrialView[]): void;
  counts(): TrialCounts;
  trial(trialId: string): TrialView | undefined;
  running(): readonly TrialView[];
  /** Members of the ensemble scored so far; null before it begins. */
  ensemble(): { readonly member: number; readonly members: number } | null;
}

/**
 * @param trials all trials of the study as the API lists them: newer than the first events, so that
 *   what is final there stays final
 * @param control what is wanted of them
 */
export function createStudyProgress(
  trials: readonly TrialView[],
  control: DesiredTrials,
): StudyProgress {
  const known = new Map(trials.map((trial) => [trial.trialId, trial]));
  let ensemble: { readonly member: number; readonly members: number } | null = null;
  let desired = control;

  return {
    apply(event) {
      if (event.type === 'study.controlled') desired = event.control;
      if (event.type === 'ensemble.progress') {
        ensemble = { member: event.member, members: event.members };
      }
      const trial = 'trialId' in event ? known.get(event.trialId) : undefined;
      if ('trialId' in event && trial) {
        known.set(event.trialId, reduceTrial(trial, event, desired));
      }
    },
    replace(trials) {
      for (const trial of trials) known.set(trial.trialId, trial);
    },
    counts: () => countTrialStates(known.values()),
    trial: (trialId) => known.get(trialId),
    running: () => [...known.values()].filter(({ state }) => state === 'running'),
    ensemble: () => ensemble,
  };
}
