/** @import { StudyEvent, StudyPage, StudyView } from '@crossfold/contracts' */
/** @import { Connection } from '../client/follow-events.js' */
import { requestJson } from '../client/api.js';
import { followEvents } from '../client/follow-events.js';
import { element, labelled, table } from '../element.js';
import { count, dash, duration, moment } from '../format.js';
import { progressBar } from '../study/progress-bar.js';
import { stateBadge } from '../study/study-header.js';
import { isFinal } from '../study/study-model.js';
import { createThrottle } from '../throttle.js';

const refreshMs = 2000;
const studiesPerPage = 50;

/**
 * All studies, newest first.
 *
 * @param {{ signal: AbortSignal, onConnection: (connection: Connection | null) => void }} options
 */
export function createListView({ signal, onConnection }) {
  const body = element('div');
  let pages = 1;
  const refresh = createThrottle(() => void load().catch(() => null), refreshMs);
  signal.addEventListener('abort', () => refresh.cancel());

  async function load() {
    /** @type {StudyView[]} */
    const studies = [];
    /** @type {string | null} */
    let next = '';
    for (let page = 0; page < pages && next !== null; page += 1) {
      const after = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
      /** @type {StudyPage} */
      const answer = await requestJson(`studies?limit=${studiesPerPage}${after}`, signal);
      studies.push(...answer.studies);
      next = answer.next;
    }
    draw(studies, next !== null);
    return null;
  }

  /**
   * @param {readonly StudyView[]} studies
   * @param {boolean} hasMore
   */
  function draw(studies, hasMore) {
    document.title = 'Studies · crossfold';
    // A redraw must not take the focus away from whoever reads by keyboard.
    const focused = document.activeElement?.getAttribute('href');
    const more = () => {
      pages += 1;
      refresh.request();
    };
    body.replaceChildren(
      studies.length === 0 ? emptyList() : studyTable(studies),
      hasMore ? element('button', { type: 'button', onclick: more }, ['Show more']) : '',
    );
    if (!focused) return;
    const links = [...body.querySelectorAll('a')];
    links.find((link) => link.getAttribute('href') === focused)?.focus();
  }

  return {
    node: element('section', {}, [element('h1', {}, ['Studies']), body]),
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
    element('code', {}, ['npm run crossfold -- run STUDY.yaml']),
    '.',
  ]);
}

/** @param {readonly StudyView[]} studies */
function studyTable(studies) {
  const rows = studies.map((study) => [
    element('div', {}, [
      element('a', { href: `#/studies/${encodeURIComponent(study.studyId)}` }, [study.name]),
      element('small', {}, [study.studyId]),
    ]),
    stateBadge(study.state),
    progressBar(study.trials),
    labelled('time left', timeLeft(study)),
    labelled('submitted', moment(study.submittedAt)),
  ]);
  return table(
    `${count(studies.length)} ${studies.length === 1 ? 'study' : 'studies'}, newest first`,
    ['study', 'state', 'trials', 'time left', 'submitted'],
    rows,
    'text studies',
  );
}

/** @param {StudyView} study */
function timeLeft({ state, etaSeconds }) {
  if (isFinal(state) || state === 'summarising') return dash;
  return etaSeconds === null ? 'not known yet' : duration(etaSeconds);
}
