/** @import { StudyEvent, StudyPage, StudyView } from '@crossfold/contracts' */
/** @import { Connection } from '../client/follow-events.js' */
import { isFinalStudyState } from '@crossfold/contracts/page';
import { requestJson } from '../client/api.js';
import { followEvents } from '../client/follow-events.js';
import { element, labelled, table } from '../element.js';
import { count, dash, duration, moment, percent } from '../format.js';
import { progressBar } from '../study/progress-bar.js';
import { stateBadge } from '../study/study-header.js';
import { createThrottle } from '../throttle.js';
import { createFilterForm, filterOf, queryOf } from './list-filter.js';

const refreshMs = 2000;
/** From the last key to the question, so that a word asks once. */
const typingMs = 200;
const studiesPerPage = 50;

/**
 * All studies, or those that are looked for.
 *
 * @param {{ signal: AbortSignal, onConnection: (connection: Connection | null) => void }} options
 */
export function createListView({ signal, onConnection }) {
  const body = element('div', {}, [element('p', { class: 'quiet' }, ['Loading the studies …'])]);
  let filter = filterOf(location.hash);
  let pages = 1;
  /** Answers may come in another order than the questions: the last question counts. */
  let asked = 0;
  /** @type {number | undefined} */
  let typing;
  const form = createFilterForm(filter, (changed) => {
    filter = changed;
    pages = 1;
    const query = queryOf(filter);
    history.replaceState(null, '', query === '' ? '#/' : `#/?${query}`);
    clearTimeout(typing);
    typing = setTimeout(() => void load().catch(() => null), typingMs);
  });
  const refresh = createThrottle(() => void load().catch(() => null), refreshMs);
  signal.addEventListener('abort', () => {
    refresh.cancel();
    clearTimeout(typing);
  });

  async function load() {
    /** @type {StudyView[]} */
    const studies = [];
    asked += 1;
    const question = asked;
    const query = queryOf(filter);
    let total = 0;
    /** @type {string | null} */
    let next = '';
    for (let page = 0; page < pages && next !== null; page += 1) {
      const after = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
      /** @type {StudyPage} */
      const answer = await requestJson(`studies?limit=${studiesPerPage}${after}&${query}`, signal);
      studies.push(...answer.studies);
      next = answer.next;
      total = answer.total;
    }
    if (question === asked) draw(studies, total);
    return null;
  }

  /**
   * @param {readonly StudyView[]} studies
   * @param {number} total of all pages
   */
  function draw(studies, total) {
    document.title = 'Studies · crossfold';
    // A redraw must not take the focus away from whoever reads by keyboard.
    const focused = document.activeElement?.getAttribute('href');
    const more = () => {
      pages += 1;
      void load().catch(() => null);
    };
    const isFiltered = filter.text !== '' || filter.state !== '';
    // While there is nothing to look through, nothing is asked.
    form.hidden = total === 0 && !isFiltered;
    body.replaceChildren(
      studies.length > 0 ? studyTable(studies, total) : isFiltered ? nothingFound() : emptyList(),
      studies.length < total
        ? element('button', { type: 'button', onclick: more }, ['Show more'])
        : '',
    );
    if (!focused) return;
    const links = [...body.querySelectorAll('a')];
    links.find((link) => link.getAttribute('href') === focused)?.focus();
  }

  return {
    node: element('section', {}, [element('h1', {}, ['Studies']), form, body]),
    async follow() {
      /** @param {StudyEvent} event */
      const onEvent = ({ type }) => {
        if (type !== 'trial.progress' && type !== 'trial.epoch') refresh.request();
      };
      await followEvents({ path: 'events', signal, load, onEvent, onConnection });
    },
  };
}

function emptyList() {
  return element('p', { class: 'empty' }, [
    'No study has been submitted yet. Submit one with ',
    element('code', {}, ['npx crossfold run STUDY.yaml']),
    '.',
  ]);
}

function nothingFound() {
  return element('p', { class: 'empty', role: 'status' }, ['No study fits what is looked for.']);
}

/**
 * @param {readonly StudyView[]} studies
 * @param {number} total
 */
function studyTable(studies, total) {
  const rows = studies.map((study) => [
    element('div', {}, [
      element('a', { href: `#/studies/${encodeURIComponent(study.studyId)}` }, [study.name]),
      element('small', {}, [study.studyId]),
    ]),
    stateBadge(study.state),
    progressBar(study.trials),
    answerText(study),
    labelled('time left', timeLeft(study)),
    labelled('submitted', moment(study.submittedAt)),
  ]);
  return table(
    `${studies.length < total ? `${count(studies.length)} of ` : ''}${count(total)} ${total === 1 ? 'study' : 'studies'}`,
    ['study', 'state', 'trials', 'answer', 'time left', 'submitted'],
    rows,
    'text studies',
  );
}

/**
 * Of a study that runs it says how far it is, and nothing of who is ahead.
 *
 * @param {StudyView} study
 */
function answerText({ answer, state, trials }) {
  if (answer) {
    const baseline = `Baseline ${percent(answer.baseline)} % balanced accuracy.`;
    // Where there is no arm, the headline is about the baseline itself.
    const isSaid = answer.baseline === null || answer.headline.startsWith('Baseline');
    return element('div', {}, [answer.headline, isSaid ? null : element('small', {}, [baseline])]);
  }
  if (isFinalStudyState(state)) return element('small', {}, ['In its report.']);
  const { queued, running, paused } = trials;
  const all = Object.values(trials).reduce((sum, number) => sum + number, 0);
  const ended = `${count(all - queued - running - paused)} of ${count(all)} trials have ended.`;
  return element('small', {}, [`None yet: ${ended}`]);
}

/** @param {StudyView} study */
function timeLeft({ state, etaSeconds }) {
  if (isFinalStudyState(state) || state === 'summarising') return dash;
  return etaSeconds === null ? 'not known yet' : duration(etaSeconds);
}
