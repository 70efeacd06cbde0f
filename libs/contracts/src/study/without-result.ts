import { plural } from '../plural.js';
import { trialStates } from './states.js';
import type { TrialCounts } from './study-state.js';

/**
 * Which trials of a study a clone of it would have to train, though it takes all results that are
 * there; null where each has one.
 */
export function withoutResultText(counts: TrialCounts): string | null {
  const without = trialStates.filter((state) => state !== 'succeeded' && counts[state] > 0);
  const number = without.reduce((sum, state) => sum + counts[state], 0);
  if (number === 0) return null;
  const states = without.map((state) => `${counts[state]} ${state.replace('-', ' ')}`).join(', ');
  return `${plural(number, 'trial')} of it ${number === 1 ? 'has' : 'have'} no result (${states})`;
}
