/** @import { EpochRecord, Study, StudyEvent, TrialMetrics, TrialView } from '@crossfold/contracts' */
import { reduceHistory } from '@crossfold/contracts/page';
import { ApiProblem, requestJson } from '../client/api.js';
import { element } from '../element.js';
import { duration, percent } from '../format.js';
import { askFor, createControlButtons, trialCommands } from './control-buttons.js';
import { trialCurves } from './curves.js';
import { stateBadge } from './study-header.js';
import { trialTitle } from './trial-cell.js';

/**
 * The selected trial: where it stands, its live curves, and why it failed if it did.
 *
 * @param {string} studyPath of the study in the API
 * @param {AbortSignal} signal
 */
export function createTrialPanel(studyPath, signal) {
  const title = element('h2');
  const status = element('div');
  const curves = element('div', { class: 'trial-curves' });
  /** @type {readonly EpochRecord[]} */
  let history = [];
  /** @type {string | null} */
  let shown = null;

  const controls = createControlButtons('the trial', async (command) => {
    await askFor(`${studyPath}/trials/${encodeURIComponent(shown ?? '')}`, signal)(command);
    if (command === 'retry') location.reload();
  });

  /**
   * @param {TrialView} trial
   * @param {Study} study
   */
  function drawStatus(trial, study) {
    title.textContent = trialTitle(trial, study);
    controls.show(trialCommands(trial.state));
    status.replaceChildren(trialStatus(trial));
  }

  function drawCurves() {
    const isOpen = curves.querySelector('details')?.open ?? false;
    curves.replaceChildren(
      history.length > 0
        ? trialCurves(history, isOpen)
        : element('p', { class: 'quiet' }, ['No epoch has ended.']),
    );
  }

  return {
    node: element('section', { class: 'trial', 'aria-label': 'Selected trial' }, [
      title,
      status,
      controls.node,
      curves,
    ]),
    trialId: () => shown,
    /**
     * @param {TrialView} trial
     * @param {Study} study
     */
    async show(trial, study) {
      const { trialId } = trial;
      // What is shown stays while the same trial is read again after an outage.
      if (shown !== trialId) curves.replaceChildren();
      shown = trialId;
      history = [];
      drawStatus(trial, study);
      try {
        const path = `${studyPath}/trials/${encodeURIComponent(trialId)}/metrics`;
        /** @type {TrialMetrics} */
        const { epochs } = await requestJson(path, signal);
        if (shown !== trialId) return;
        // Epochs that ended while the answer was under way came as events.
        const newer = history.filter(({ epoch }) => epoch > (epochs.at(-1)?.epoch ?? 0));
        history = [...epochs, ...newer];
        drawCurves();
      } catch (error) {
        // The stream notices an outage too, and loads everything again when it is over.
        if (!(error instanceof ApiProblem)) throw error;
        if (shown === trialId) curves.replaceChildren(element('p', {}, [error.message]));
      }
    },
    update: drawStatus,
    drawCurves,
    /**
     * @param {StudyEvent} event
     * @returns {boolean} whether the curves have changed
     */
    takeEvent(event) {
      if (!('trialId' in event) || event.trialId !== shown) return false;
      const changed = reduceHistory(history, event);
      const isNew = changed !== history;
      history = changed;
      return isNew;
    },
  };
}

/** @param {TrialView} trial */
function trialStatus(trial) {
  const { state, worker, attempt, seconds, takenFrom, scores, error, waiting } = trial;
  /** @type {[string, string][]} */
  const facts = [];
  if (scores) {
    facts.push(['Balanced accuracy', `${percent(scores.balancedAccuracy)} %`]);
    facts.push(['Accuracy', `${percent(scores.accuracy)} %`]);
    facts.push(['Macro F1', `${percent(scores.macroF1)} %`]);
  }
  if (state === 'running') facts.push(...progressFacts(trial));
  if (takenFrom !== null) facts.push(['Not trained here', `result of ${takenFrom}`]);
  else if (seconds !== null) facts.push(['Took', duration(seconds)]);
  if (waiting !== null) facts.push(['Waits because', waiting]);
  if (worker) facts.push(['Worker', worker]);
  if (attempt > 1) facts.push(['Attempt', String(attempt)]);
  return element('div', {}, [
    element('p', {}, [stateBadge(state)]),
    error &&
      element('div', { class: 'problem' }, [
        element('code', {}, [error.code]),
        ` ${error.message}`,
        error.remedy !== '' && element('div', { class: 'remedy' }, [error.remedy]),
      ]),
    element(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) =>
        element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value])]),
      ),
    ),
  ]);
}

/**
 * @param {TrialView} trial
 * @returns {[string, string][]}
 */
function progressFacts({ phase, epoch, epochs, step, steps, imagesPerSecond }) {
  /** @type {[string, string][]} */
  const facts = [['Epochs done', `${epoch} of at most ${epochs ?? '?'}`]];
  if (phase) facts.push(['Now', steps > 0 ? `${phase}, step ${step} of ${steps}` : phase]);
  if (imagesPerSecond !== null) facts.push(['Speed', `${imagesPerSecond.toFixed(1)} images/s`]);
  return facts;
}
