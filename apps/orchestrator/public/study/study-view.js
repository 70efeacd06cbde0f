/** @import { Report, ReportDocument, StudyDetail, StudyEvent, TrialView } from '@crossfold/contracts' */
/** @import { Connection } from '../client/follow-events.js' */
/** @import { StudyModel } from './study-model.js' */
import { isFinalStudyState } from '@crossfold/contracts/page';
import { ApiProblem, readJson, request, requestAll, requestJson } from '../client/api.js';
import { followEvents } from '../client/follow-events.js';
import { element } from '../element.js';
import { createExplanationSection } from '../explanation/explanation-section.js';
import { explanationTable, reportDetails, reportSummary } from '../report/report-view.js';
import { createThrottle } from '../throttle.js';
import { askFor, createControlButtons, studyCommands } from './control-buttons.js';
import { createConfigurationSection } from './configuration-section.js';
import { failureTable, hasReason } from './failures.js';
import { createInterimTable } from './interim-table.js';
import { studyFacts, studyStatus } from './study-header.js';
import { createStudyModel } from './study-model.js';
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
  const linkOf = (/** @type {string} */ trialId) =>
    `#/studies/${encodeURIComponent(studyId)}/trials/${encodeURIComponent(trialId)}`;
  const parts = {
    title: element('h1', {}, [studyId]),
    status: element('div'),
    /** Read out by screen readers when the state changes, and not at every redraw. */
    spoken: element('p', { class: 'unseen', role: 'status' }),
    facts: element('div'),
    summary: element('div'),
    grid: element('div'),
    failures: element('div'),
    details: element('div'),
    explanations: element('div'),
  };
  const panel = createTrialPanel(path, signal);
  const controls = createControlButtons('the study', async (command) => {
    await askFor(path, signal)(command);
    // The report of a study that ended is no longer its answer.
    if (isFinished) location.reload();
    else await load();
  });
  const stream = new AbortController();
  signal.addEventListener('abort', () => stream.abort(), { once: true });
  /** @type {{ model: StudyModel, grid: ReturnType<typeof createTrialGrid> } | null} */
  let study = null;
  /** @type {Map<string, TrialView>} */
  const changed = new Map();
  let curvesChanged = false;
  /** @type {ReturnType<typeof createInterimTable> | null} */
  let interim = null;
  let isFinished = false;
  /** @type {string | null} */
  let wanted = null;

  const redraw = createThrottle(drawChanges, redrawMs);
  const refreshDetail = createThrottle(() => void loadDetail().catch(ignoreOutage), detailMs);
  signal.addEventListener('abort', () => {
    redraw.cancel();
    refreshDetail.cancel();
  });

  /** Reads everything; once the study is final, its report too. */
  async function load() {
    const response = await request(path, { signal });
    /** @type {StudyDetail} */
    const detail = await readJson(response, signal);
    /** @type {TrialView[]} */
    const trials = await requestAll(`${path}/trials`, 'trials', signal);
    if (study) replaceAll(study.model, detail, trials);
    else study = drawAll(detail, trials);
    const { model } = study;
    const shown = model.trials.get(wanted ?? panel.trialId() ?? '') ?? busiestTrial(trials);
    const drawn = [
      shown ? showTrial(shown) : null,
      isFinalStudyState(detail.state) ? finish() : null,
    ];
    try {
      await Promise.all(drawn);
    } finally {
      reveal();
    }
    const serverMs = Date.parse(response.headers.get('date') ?? '') || Date.now();
    return `${serverMs - overlapMs}-0`;
  }

  /** All at once, when all is there: parts that come one by one would push the others around. */
  function reveal() {
    loading.remove();
    content.hidden = false;
  }

  /**
   * @param {StudyDetail} detail
   * @param {readonly TrialView[]} trials
   */
  function drawAll(detail, trials) {
    const model = createStudyModel(detail, trials);
    const grid = createTrialGrid(detail.study, trials, (trialId) => {
      location.hash = linkOf(trialId);
    });
    study = { model, grid };
    parts.title.textContent = detail.name;
    parts.facts.replaceChildren(studyFacts(detail));
    parts.grid.replaceChildren(grid.node);
    drawInterim();
    drawStatus();
    drawFailures();
    return study;
  }

  /**
   * In the grid that is there, so that neither focus nor scroll position is lost.
   *
   * @param {StudyModel} model
   * @param {StudyDetail} detail
   * @param {readonly TrialView[]} trials
   */
  function replaceAll(model, detail, trials) {
    model.replaceDetail(detail);
    model.replaceTrials(trials);
    for (const trial of trials) changed.set(trial.trialId, trial);
    drawChanges();
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
    const needsReload = event.type === 'study.finished' || event.type === 'study.controlled';
    if (needsReload) void load().catch(ignoreOutage);
    redraw.request();
  }

  function drawChanges() {
    if (!study) return;
    for (const trial of changed.values()) study.grid.update(trial);
    const ofPanel = changed.get(panel.trialId() ?? '');
    if (ofPanel && study) panel.update(ofPanel, study.model.detail().study);
    if (curvesChanged) panel.drawCurves();
    if ([...changed.values()].some(({ state }) => hasReason(state))) drawFailures();
    changed.clear();
    curvesChanged = false;
    drawInterim();
    drawStatus();
    followRunning();
  }

  /** Nobody has chosen a trial: show one that runs. */
  function followRunning() {
    const shown = study?.model.trials.get(panel.trialId() ?? '');
    if (wanted || shown?.state === 'running') return;
    const running = [...(study?.model.trials.values() ?? [])].find((t) => t.state === 'running');
    if (running) void showTrial(running);
  }

  /** Until the report takes its place. */
  function drawInterim() {
    const detail = study?.model.detail();
    if (!detail?.interim || isFinished) return;
    if (interim) {
      interim.update(detail.interim);
      return;
    }
    interim = createInterimTable(detail.study, detail.interim);
    parts.summary.replaceChildren(interim.node);
  }

  function drawStatus() {
    if (!study) return;
    parts.status.replaceChildren(studyStatus(study.model));
    const { name, control } = study.model.detail();
    const state = study.model.state();
    const { failed, skipped, cancelled } = study.model.counts();
    const now = { desired: control.desired, unfinished: failed + skipped + cancelled };
    controls.show(studyCommands(state, now));
    const done = `${study.model.counts().succeeded}/${study.model.trials.size}`;
    document.title = `${state} ${done} · ${name} · crossfold`;
    const spoken = `Study ${name}: ${state}`;
    if (parts.spoken.textContent !== spoken) parts.spoken.textContent = spoken;
  }

  function drawFailures() {
    const trials = study?.model.trials.values() ?? [];
    parts.failures.replaceChildren(failureTable(trials, linkOf) ?? '');
  }

  /** @param {TrialView} trial */
  function showTrial(trial) {
    if (!study) return null;
    study.grid.select(trial.trialId);
    return panel.show(trial, study.model.detail().study);
  }

  async function finish() {
    /** @type {[Report, ReportDocument]} */
    const [report, document] = await Promise.all([
      requestJson(`${path}/report`, signal),
      requestDocument(),
    ]);
    isFinished = true;
    parts.summary.replaceChildren(reportSummary(report, document));
    parts.details.replaceChildren(reportDetails(report, document));
    // The table of the report has it, too.
    configuration.node.remove();
    const explanations = createExplanationSection(path, signal, async (number) => {
      const found = explanationTable(document, number);
      // One that was made since is in a later document.
      return found ?? explanationTable(await requestDocument(), number);
    });
    parts.explanations.replaceChildren(explanations.node);
    stream.abort();
    onConnection(null);
    await explanations.load().catch(ignoreOutage);
  }

  /** @returns {Promise<ReportDocument>} */
  function requestDocument() {
    return requestJson(`${path}/report?format=document`, signal);
  }

  const configuration = createConfigurationSection(path, signal);
  const loading = element('p', { class: 'quiet', role: 'status' }, ['Loading the study …']);
  const content = element('div', { hidden: '' }, [
    parts.status,
    controls.node,
    parts.facts,
    parts.summary,
    element('section', {}, [
      element('h2', {}, ['Trials']),
      element('p', { class: 'quiet' }, [
        'Choose one for its curves; arrow keys move. · queued, 2/3 epochs done, ‖ paused, ✕ failed, ⊘ skipped, – cancelled.',
      ]),
      parts.grid,
    ]),
    panel.node,
    parts.failures,
    parts.explanations,
    parts.details,
    configuration.node,
  ]);

  return {
    node: element('article', {}, [
      element('p', { class: 'crumbs' }, [
        element('a', { href: '#/' }, ['Studies']),
        ` / ${studyId}`,
      ]),
      parts.title,
      parts.spoken,
      loading,
      content,
    ]),
    /**
     * @param {string | null} trialId
     * @returns {void}
     */
    select(trialId) {
      wanted = trialId;
      const trial = trialId === null ? null : study?.model.trials.get(trialId);
      if (trial) void showTrial(trial);
    },
    /** @throws {ApiProblem} when the server refuses */
    async follow() {
      await followEvents({
        path: `${path}/events`,
        signal: stream.signal,
        load,
        onEvent: takeEvent,
        onConnection: (connection) => {
          if (!isFinished) onConnection(connection);
        },
      });
    },
  };
}

/**
 * One that runs, else one that has ended, else the first.
 *
 * @param {readonly TrialView[]} trials
 */
function busiestTrial(trials) {
  const find = (/** @type {string} */ state) => trials.find((trial) => trial.state === state);
  return find('running') ?? find('succeeded') ?? find('failed') ?? trials[0] ?? null;
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
