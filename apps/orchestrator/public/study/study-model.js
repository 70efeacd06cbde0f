/** @import { StudyDetail, StudyEvent, StudyState, TrialState, TrialView } from '@crossfold/contracts' */

/** @typedef {Record<TrialState, number>} TrialCounts */
/** @typedef {Extract<StudyEvent, { trialId: string }>} TrialEvent */

/** @type {ReadonlySet<string>} */
const finalStates = new Set([
  ...['succeeded', 'failed', 'skipped', 'cancelled'],
  ...['finished', 'finished-with-failures'],
]);

/** @param {TrialState | StudyState} state */
export function isFinal(state) {
  return finalStates.has(state);
}

/**
 * What an event changes in a trial. Epochs that a checkpoint already holds count as done.
 *
 * @param {TrialEvent} event
 * @returns {Partial<TrialView>}
 */
function changesOf(event) {
  switch (event.type) {
    case 'trial.started': {
      const { attempt, worker, epochs } = event;
      const epoch = event.resumedAfterEpoch ?? 0;
      return {
        state: 'running',
        phase: 'preparing',
        step: 0,
        steps: 0,
        attempt,
        worker,
        epochs,
        epoch,
      };
    }
    case 'trial.progress': {
      const { phase, step, steps, imagesPerSecond } = event;
      return { state: 'running', phase, step, steps, imagesPerSecond };
    }
    case 'trial.epoch':
      return { state: 'running', epoch: event.record.epoch };
    case 'trial.checkpointDamaged':
      return {};
    case 'trial.requeued':
      return { state: 'queued', worker: null, phase: null, waiting: event.reason };
    case 'trial.paused':
      return { state: 'paused', worker: null, phase: null };
    case 'trial.succeeded':
      return {
        state: 'succeeded',
        phase: null,
        scores: event.scores,
        seconds: event.seconds,
        takenFrom: event.takenFrom ?? null,
      };
    case 'trial.failed':
      return {
        state: 'failed',
        phase: null,
        error: { code: event.code, message: event.message, remedy: event.remedy ?? '' },
      };
    case 'trial.skipped': {
      const { reason: message, remedy } = event;
      const error = { code: 'TRIAL_SKIPPED', message, remedy };
      return { state: 'skipped', worker: null, phase: null, error };
    }
    case 'trial.cancelled':
      return { state: 'cancelled', phase: null };
  }
}

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

  /** @returns {TrialCounts} */
  function counts() {
    const all = {
      queued: 0,
      running: 0,
      paused: 0,
      succeeded: 0,
      failed: 0,
      skipped: 0,
      cancelled: 0,
    };
    for (const { state } of trials.values()) all[state] += 1;
    return all;
  }

  /** @returns {StudyState} */
  function state() {
    if (isFinal(current.state)) return current.state;
    const { queued, running, paused } = counts();
    if (queued + running === 0) return paused > 0 ? 'paused' : 'summarising';
    return queued === trials.size ? current.state : 'running';
  }

  return {
    trials,
    counts,
    state,
    detail: () => current,
    ensemble: () => ensemble,
    isCancelling: () => current.control.desired === 'cancel' && !isFinal(state()),
    isPausing: () => current.control.desired === 'pause' && !isFinal(state()),
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
      const trial = 'trialId' in event ? trials.get(event.trialId) : null;
      if (!('trialId' in event) || !trial || isFinal(trial.state)) return [];
      return [change(trial, changesOf(event))];
    },
  };

  /**
   * @param {TrialView} trial
   * @param {Partial<TrialView>} changes
   */
  function change(trial, changes) {
    const changed = { ...trial, waiting: null, ...changes };
    trials.set(trial.trialId, changed);
    return changed;
  }
}

/** @typedef {ReturnType<typeof createStudyModel>} StudyModel */
