import { ApiProblem } from './client/api.js';
import { createConnectionMark } from './connection-mark.js';
import { element } from './element.js';
import { createListView } from './list/list-view.js';
import { createStudyView } from './study/study-view.js';
import { tokenForm } from './token-form.js';

/** @typedef {{ node: Element, follow: () => Promise<void> }} View */

/** @param {string} id */
function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`expected an element with id ${id} in index.html, got none`);
  return node;
}

/**
 * @param {string} hash
 * @returns {{ page: 'list' } | { page: 'study', studyId: string, trialId: string | null } | null}
 */
function parseRoute(hash) {
  if (/^#?\/?(\?.*)?$/.test(hash)) return { page: 'list' };
  const match = /^#\/studies\/([^/]+)(?:\/trials\/([^/]+))?\/?$/.exec(hash);
  if (!match?.[1]) return null;
  try {
    const trialId = match[2] ? decodeURIComponent(match[2]) : null;
    return { page: 'study', studyId: decodeURIComponent(match[1]), trialId };
  } catch {
    return null;
  }
}

/** Shows what the address names, and something else when the address changes. */
function startPage() {
  const main = byId('main');
  const mark = createConnectionMark(byId('connection'));
  let stop = new AbortController();
  /** @type {{ studyId: string, view: ReturnType<typeof createStudyView> } | null} */
  let shown = null;

  /**
   * @param {(options: Parameters<typeof createListView>[0]) => View} create
   */
  function show(create) {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    mark.show(null);
    const view = create({ signal, onConnection: (state) => !signal.aborted && mark.show(state) });
    main.replaceChildren(view.node);
    view.follow().catch((error) => {
      if (!signal.aborted) showProblem(error);
    });
  }

  /** @param {unknown} error */
  function showProblem(error) {
    stop.abort();
    shown = null;
    mark.show(null);
    const isUnauthorised = error instanceof ApiProblem && error.status === 401;
    main.replaceChildren(isUnauthorised ? tokenForm(route) : problemText(error));
    main.querySelector('input')?.focus();
    if (!(error instanceof ApiProblem)) throw error;
  }

  function route() {
    const target = parseRoute(location.hash);
    if (target?.page === 'study') {
      const { studyId, trialId } = target;
      if (shown?.studyId !== studyId) {
        show((options) => {
          const view = createStudyView({ studyId, ...options });
          shown = { studyId, view };
          return view;
        });
      }
      shown?.view.select(trialId);
      return;
    }
    shown = null;
    if (target) show(createListView);
    else showNowhere();
  }

  function showNowhere() {
    stop.abort();
    mark.show(null);
    document.title = 'Not found · crossfold';
    main.replaceChildren(
      element('h1', {}, ['There is nothing at this address']),
      element('p', {}, [element('a', { href: '#/' }, ['All studies'])]),
    );
  }

  window.addEventListener('hashchange', route);
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    // The part after "#" is the route: jumping there would leave it.
    event.preventDefault();
    main.focus();
  });
  route();
}

/** @param {unknown} error */
function problemText(error) {
  const isProblem = error instanceof ApiProblem;
  document.title = 'Problem · crossfold';
  return element('section', {}, [
    element('h1', {}, [isProblem ? error.title : 'Something in this page broke']),
    element('p', { class: 'problem', role: 'alert' }, [
      error instanceof Error ? error.message : String(error),
    ]),
    isProblem && error.remedy !== '' && element('p', {}, [error.remedy]),
    element('p', {}, [element('a', { href: '#/' }, ['All studies'])]),
  ]);
}

startPage();
