/** @import { TrialState, TrialView } from '@crossfold/contracts' */
import { element, labelled, table } from '../element.js';
import { dash, plural } from '../format.js';

/**
 * Whether a trial without a result says why.
 *
 * @param {TrialState} state
 */
export function hasReason(state) {
  return state === 'failed' || state === 'skipped';
}

/**
 * The trials that failed or were skipped, with the reason, or nothing.
 *
 * @param {Iterable<TrialView>} trials
 * @param {(trialId: string) => string} linkOf
 */
export function failureTable(trials, linkOf) {
  const failed = [...trials].filter(({ state }) => hasReason(state));
  if (failed.length === 0) return null;
  const rows = failed.map(({ trialId, attempt, error }) => [
    element('a', { href: linkOf(trialId) }, [trialId]),
    element('code', {}, [error?.code ?? 'unknown']),
    labelled('attempt', attempt > 0 ? String(attempt) : dash),
    element('div', {}, [
      error?.message ?? 'No reason is known.',
      error?.remedy ? element('div', { class: 'quiet' }, [error.remedy]) : null,
    ]),
  ]);
  return element('section', { class: 'failures' }, [
    element('h2', {}, ['Failures']),
    table(
      `${plural(failed.length, 'trial')} gave no result`,
      ['trial', 'code', 'attempt', 'what happened, and what to do'],
      rows,
      'text',
    ),
  ]);
}
