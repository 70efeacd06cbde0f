/** @import { TrialCounts } from '@crossfold/contracts/page' */
import { element } from '../element.js';
import { count } from '../format.js';

/** In the order of the bar: what is done first. */
const states = /** @type {const} */ ([
  'succeeded',
  'failed',
  'skipped',
  'raced-out',
  'cancelled',
  'running',
  'paused',
  'queued',
]);

/**
 * Trials by state: a bar, and the same in words.
 *
 * @param {TrialCounts} counts
 */
export function progressBar(counts) {
  const present = states.filter((state) => counts[state] > 0);
  const all = states.reduce((sum, state) => sum + counts[state], 0);
  const parts = present.map((state) => {
    const part = element('span', { 'data-state': state });
    part.style.flexGrow = String(counts[state]);
    return part;
  });
  const words = present.map((state) =>
    element('li', { 'data-state': state }, [`${count(counts[state])} ${state}`]),
  );
  return element('div', { class: 'progress' }, [
    element('div', { class: 'bar', 'aria-hidden': 'true' }, parts),
    element('ul', { class: 'counts', 'aria-label': `Of ${count(all)} trials` }, words),
  ]);
}
