/** @import { Report, StudyDetail, StudyEvent, TrialView } from '@crossfold/contracts' */
/** @import { Connection } from '../api/follow-events.js' */
/** @import { StudyModel } from './study-model.js' */
import { ApiProblem, request, requestAll, requestJson } from '../api/api.js';
import { followEvents } from '../api/follow-events.js';
import { element } from '../element.js';
import { reportDetails, reportSummary } from '../report/report-view.js';
import { createThrottle } from '../throttle.js';
import { failureTable } from './failures.js';
import { studyFacts, studyStatus } from './study-header.js';
import { createStudyModel, isFinal } from './study-model.js';
import { createTrialGrid } from './trial-grid.js';
import { createTrialPanel } from './trial-panel.js';

const redrawMs = 250;
const detailMs = 3000;
/** Events this long before the first answer are asked for too: clocks may differ a little. */
const overlapMs = 10_000;

/**
 * One study, live until it is final.
 *
 * @param {object} options
 * @param {string} options.studyId
 * @param {AbortSignal} options.signal ends it
 * @param {(connection: Connection | null) => void} options.onConnection null: nothing to follow
 */
export function createStudyView({ studyId, signal, onConnection }) {
  const path = `studies/${encodeURIComponent(studyId)}`;
  const route = `#/studies/${encodeURIComponent(studyId)}`;
  const parts = {
    title: element('h1', {}, [studyId]),
    status: element('div', { 'aria-live': 'polite' }),
    facts: element('div'),
    summary: element('div'),
    grid: element('div'),
    failures: element('div'),
    details: element('div'),
  };
  const panel = createTrialPanel(path, signal);
  const stream = new AbortController();
  signal.addEventListener('abort', () => stream.abort(), { once: true });
  /** @type {{ model: StudyModel, grid: ReturnType<typeof createTrialGrid> } | null} */
  let study = null;
  /** @type {Map<string, TrialView>} */
  const changed = new Map();
  let curvesChanged = false;
  let hasReport = false;
  /** @type {string | null} */
  let wanted = null;

  const redraw = createThrottle(drawChanges, redrawMs);
  const refreshDetail = createThrottle(() => void loadDetail().catch(ignoreOutage), detailMs);
  signal.addEventListener('abort', () => {
    redraw.cancel();
    refreshDetail.cancel();
  });

  async function load() {
    const response = await request(path, { signal });
    /** @type {StudyDetail} */
    const detail = await response.json();
    /** @type {TrialView[]} */
    const trials = await requestAll(`${path}/trials`, 'trials', signal);
    const model = createStudyModel(detail, trials);
    const grid = createTrialGrid(detail.study, trials, (trialId) => {
      location.hash = `${route}/trials/${encodeURIComponent(trialId)}`;
    });
    study = { model, grid };
    parts.title.textContent = detail.name;
    parts.facts.replaceChildren(studyFacts(detail));
    parts.grid.replaceChildren(grid.node);
    drawStatus();
    drawFailures();
    const chosen = (wanted && model.trials.get(wanted)) || busiestTrial(trials);
    if (chosen) showTrial(chosen);
    if (isFinal(detail.state)) await finish();
    const serverMs = Date.parse(response.headers.get('date') ?? '') || Date.now();
    return `${serverMs - overlapMs}-0`;
  }

  async function loadDetail() {
    /** @type {StudyDetail} */
    const detail = await requestJson(path, signal);
    study?.model.replaceDetail(detail);
    redraw.request();
  }

  /** @param {StudyEvent} event */
  function takeEvent(event) {
    for (const trial of study?.model.apply(event) ?? []) changed.set(trial.trialId, trial);
    if (panel.takeEvent(event)) curvesChanged = true;
    if (event.type !== 'trial.progress') refreshDetail.request();
    if (event.type === 'study.finished') void finish().catch(ignoreOutage);
    redraw.request();
  }

  function drawChanges() {
    if (!study) return;
    for (const trial of changed.values()) study.grid.update(trial);
    const ofPanel = changed.get(panel.trialId() ?? '');
    if (ofPanel) panel.update(ofPanel);
    if (curvesChanged) panel.drawCurves();
    if ([...changed.values()].some(({ state }) => state === 'failed')) drawFailures();
    changed.clear();
    curvesChanged = false;
    drawStatus();
    followRunning();
  }

  /** Nobody has chosen a trial: show one that runs. */
  function followRunning() {
    const shown = study?.model.trials.get(panel.trialId() ?? '');
    if (wanted || shown?.state === 'running') return;
    const running = [...(study?.model.trials.values() ?? [])].find((t) => t.state === 'running');
    if (running) showTrial(running);
  }

  function drawStatus() {
    if (!study) return;
    parts.status.replaceChildren(studyStatus(study.model));
    const { succeeded } = study.model.counts();
    const done = `${succeeded}/${study.model.trials.size}`;
    document.title = `${study.model.state()} ${done} · ${study.model.detail().name} · crossfold`;
  }

  function drawFailures() {
    const trials = study?.model.trials.values() ?? [];
    const linkOf = (/** @type {string} */ id) => `${route}/trials/${encodeURIComponent(id)}`;
    parts.failures.replaceChildren(failureTable(trials, linkOf) ?? '');
  }

  /** @param {TrialView} trial */
  function showTrial(trial) {
    if (panel.trialId() === trial.trialId && study) panel.update(trial);
    study?.grid.select(trial.trialId);
    void panel.show(trial);
  }

  /** The study is final: its report is all that is still to come. */
  async function finish() {
    if (hasReport) return;
    /** @type {Report} */
    const report = await requestJson(`${path}/report`, signal);
    hasReport = true;
    stream.abort();
    // The last word: an event may have been lost on the way.
    /** @type {TrialView[]} */
    const trials = await requestAll(`${path}/trials`, 'trials', signal);
    study?.model.replaceTrials(trials);
    for (const trial of trials) changed.set(trial.trialId, trial);
    await loadDetail();
    drawChanges();
    parts.summary.replaceChildren(reportSummary(report));
    parts.details.replaceChildren(reportDetails(report));
    onConnection(null);
  }

  return {
    node: element('article', {}, [
      element('p', { class: 'crumbs' }, [
        element('a', { href: '#/' }, ['Studies']),
        ` / ${studyId}`,
      ]),
      parts.title,
      parts.status,
      parts.facts,
      parts.summary,
      element('section', {}, [
        element('h2', {}, ['Trials']),
        element('p', { class: 'quiet' }, [
          'Choose one for its curves; arrow keys move. · queued, 2/3 epochs done, ✕ failed, – cancelled.',
        ]),
        parts.grid,
      ]),
      panel.node,
      parts.failures,
      parts.details,
    ]),
    /**
     * @param {string | null} trialId
     * @returns {void}
     */
    select(trialId) {
      wanted = trialId;
      const trial = trialId === null ? null : study?.model.trials.get(trialId);
      if (trial) showTrial(trial);
    },
    /** @throws {ApiProblem} when the server refuses */
    async follow() {
      await followEvents({
        ...{ path: `${path}/events`, signal: stream.signal, load, onEvent: takeEvent },
        onConnection: (connection) => {
          if (!hasReport) onConnection(connection);
        },
      });
    },
  };
}

/**
 * One that runs, else one that failed, else the first.
 *
 * @param {readonly TrialView[]} trials
 */
function busiestTrial(trials) {
  const find = (/** @type {string} */ state) => trials.find((trial) => trial.state === state);
  return find('running') ?? find('failed') ?? find('succeeded') ?? trials[0] ?? null;
}

/**
 * The stream notices an outage by itself and says so.
 *
 * @param {unknown} error
 */
function ignoreOutage(error) {
  if (error instanceof ApiProblem || (error instanceof Error && error.name === 'AbortError'))
    return;
  throw error;
}
