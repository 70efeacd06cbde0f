/** @import { StudyOrder, StudyState } from '@crossfold/contracts' */
import { element } from '../element.js';

/** @typedef {{ text: string, state: string, sort: string }} Filter empty where nothing is chosen */

/** The API takes no more. */
const longestText = 200;

/** @satisfies {Record<StudyState, string>} */
const stateTexts = {
  queued: 'queued',
  running: 'running',
  paused: 'paused',
  summarising: 'summarising',
  finished: 'finished',
  'finished-with-failures': 'finished with failures',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** @satisfies {Record<StudyOrder, string>} */
const orderTexts = {
  newest: 'newest first',
  oldest: 'oldest first',
  name: 'by name',
  state: 'by state',
  progress: 'by progress',
};

/**
 * What of the list is wanted, as the address has it: `#/?text=focal&state=running&sort=name`. What
 * the address asks for and nobody could choose counts as not asked for.
 *
 * @param {string} hash
 * @returns {Filter}
 */
export function filterOf(hash) {
  const asked = new URLSearchParams(hash.split('?')[1] ?? '');
  const among = (/** @type {string} */ name, /** @type {object} */ texts) => {
    const value = asked.get(name) ?? '';
    return Object.hasOwn(texts, value) ? value : '';
  };
  return {
    text: (asked.get('text') ?? '').slice(0, longestText),
    state: among('state', stateTexts),
    sort: among('sort', orderTexts),
  };
}

/**
 * The same as a query, for the address and for the API.
 *
 * @param {Filter} filter
 */
export function queryOf(filter) {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString();
}

/**
 * @param {Filter} filter
 * @param {(filter: Filter) => void} onChange
 */
export function createFilterForm(filter, onChange) {
  const text = element('input', {
    type: 'search',
    name: 'text',
    value: filter.text,
    autocomplete: 'off',
    maxlength: longestText,
    placeholder: 'name, id or data set',
  });
  const state = choice('state', { '': 'any state', ...stateTexts }, filter.state);
  const sort = choice('sort', orderTexts, filter.sort || 'newest');
  const change = () =>
    onChange({
      text: text.value.trim(),
      state: state.value,
      sort: sort.value === 'newest' ? '' : sort.value,
    });
  const onsubmit = (/** @type {Event} */ event) => event.preventDefault();
  return element('form', { class: 'filter', role: 'search', oninput: change, onsubmit }, [
    element('label', {}, ['Find ', text]),
    element('label', {}, ['State ', state]),
    element('label', {}, ['Order ', sort]),
  ]);
}

/**
 * @param {string} name
 * @param {Record<string, string>} texts by value
 * @param {string} chosen
 */
function choice(name, texts, chosen) {
  const options = Object.entries(texts).map(([value, text]) =>
    element('option', { value, selected: value === chosen }, [text]),
  );
  return element('select', { name }, options);
}
