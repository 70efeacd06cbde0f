import type { StudyDetail, StudyEvent, StudyState, TrialView } from '@crossfold/contracts';
import {
  countTrialStates,
  deriveStudyState,
  isFinalStudyState,
  reduceTrial,
  type TrialCounts,
} from '@crossfold/contracts/page';

/** A study at one moment. */
export interface StudySnapshot {
  readonly detail: StudyDetail;
  readonly trials: ReadonlyMap<string, TrialView>;
  readonly counts: TrialCounts;
  readonly state: StudyState;
  readonly ensemble: { readonly member: number; readonly members: number } | null;
}

export interface StudyModel {
  readonly snapshot: () => StudySnapshot;
  readonly replaceDetail: (next: StudyDetail) => void;
  /** The trials as the API gives them now: it has what events may have lost. */
  readonly replaceTrials: (list: readonly TrialView[]) => void;
  readonly apply: (event: StudyEvent) => void;
}

/**
 * A study as the page knows it: what the API said last, and the events since. An event may come
 * again after a reconnection, so a final state stays.
 */
export function createStudyModel(detail: StudyDetail, trialList: readonly TrialView[]): StudyModel {
  const trials = new Map(trialList.map((trial) => [trial.trialId, trial]));
  let ensemble: StudySnapshot['ensemble'] = null;
  let current = detail;

  return {
    snapshot() {
      const counts = countTrialStates(trials.values());
      const finalState = isFinalStudyState(current.state) ? current.state : null;
      const state = deriveStudyState(counts, { control: current.control, finalState });
      return { detail: current, trials: new Map(trials), counts, state, ensemble };
    },
    replaceDetail(next) {
      current = next;
    },
    replaceTrials(list) {
      for (const trial of list) trials.set(trial.trialId, trial);
    },
    apply(event) {
      const isEnd =
        event.type === 'study.finished' && (event.edition ?? 1) >= current.control.edition;
      if (isEnd) current = { ...current, state: event.state };
      if (event.type === 'ensemble.progress') ensemble = event;
      if (event.type === 'study.controlled') current = { ...current, control: event.control };
      const trial = 'trialId' in event ? trials.get(event.trialId) : undefined;
      if (!('trialId' in event) || !trial) return;
      trials.set(trial.trialId, reduceTrial(trial, event, current.control));
    },
  };
}
