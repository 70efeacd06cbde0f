/** @import { Comparison, Report } from '@crossfold/contracts' */

/** @typedef {NonNullable<Comparison['verdict']>} Verdict */

/** @satisfies {Record<Verdict, string>} */
export const verdictTexts = {
  helps: 'helps',
  hurts: 'hurts',
  equal: 'practically equal',
  undecided: 'not decided',
};

/** A smaller adjusted p decides in reports of before there were verdicts. */
const significance = 0.05;

/**
 * Null where nothing was tested.
 *
 * @param {Comparison} comparison
 * @returns {Verdict | null}
 */
export function verdictOf({ verdict, adjustedP, difference }) {
  if (verdict !== null || adjustedP === null) return verdict;
  if (adjustedP >= significance) return 'undecided';
  return difference > 0 ? 'helps' : 'hurts';
}

/** @param {Pick<Report, 'marginPoints'>} report */
export function marginText({ marginPoints }) {
  return `±${marginPoints} ${marginPoints === 1 ? 'point' : 'points'}`;
}
