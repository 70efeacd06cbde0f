/** @import { StudyDetail, StudyEvent, StudyState, TrialView } from '@crossfold/contracts' */
import {
  countTrialStates,
  deriveStudyState,
  isFinalStudyState,
  reduceTrial,
} from '@crossfold/contracts/page';

/**
 * A study as the page knows it: what the API said last, and the events since. An event may come
 * again after a reconnection, so a final state stays.
 *
 * @param {StudyDetail} detail
 * @param {readonly TrialView[]} trialList
 */
export function createStudyModel(detail, trialList) {
  const trials = new Map(trialList.map((trial) => [trial.trialId, trial]));
  /** @type {{ member: number, members: number } | null} */
  let ensemble = null;
  let current = detail;

  const counts = () => countTrialStates(trials.values());

  /** @returns {StudyState} */
  function state() {
    const finalState = isFinalStudyState(current.state) ? current.state : null;
    return deriveStudyState(counts(), { control: current.control, finalState });
  }

  return {
    trials,
    counts,
    state,
    detail: () => current,
    ensemble: () => ensemble,
    isCancelling: () => current.control.desired === 'cancel' && !isFinalStudyState(state()),
    isPausing: () => current.control.desired === 'pause' && !isFinalStudyState(state()),
    /** @param {StudyDetail} next */
    replaceDetail(next) {
      current = next;
    },
    /**
     * The trials as the API gives them now: it has what events may have lost.
     *
     * @param {readonly TrialView[]} list
     */
    replaceTrials(list) {
      for (const trial of list) trials.set(trial.trialId, trial);
    },
    /**
     * @param {StudyEvent} event
     * @returns {readonly TrialView[]} the trials that have changed
     */
    apply(event) {
      const isEnd =
        event.type === 'study.finished' && (event.edition ?? 1) >= current.control.edition;
      if (isEnd) current = { ...current, state: event.state };
      if (event.type === 'ensemble.progress') ensemble = event;
      if (event.type === 'study.controlled') current = { ...current, control: event.control };
      const trial = 'trialId' in event ? trials.get(event.trialId) : null;
      if (!('trialId' in event) || !trial) return [];
      const changed = reduceTrial(trial, event, current.control);
      if (changed === trial) return [];
      trials.set(trial.trialId, changed);
      return [changed];
    },
  };
}

/** @typedef {ReturnType<typeof createStudyModel>} StudyModel */
