import {
  percent,
  type Comparison,
  type Prospects,
  type Report,
  type VariantReport,
} from '@crossfold/contracts';
import { significance } from '../summary/judge-comparisons.js';

type Verdict = NonNullable<Comparison['verdict']>;

export const verdictTexts = {
  helps: 'helps',
  hurts: 'hurts',
  equal: 'practically equal',
  undecided: 'not decided',
} satisfies Record<Verdict, string>;

/** Reports of before there were verdicts have an adjusted p alone; null where nothing was tested. */
export function verdictOf({ comparison }: Pick<VariantReport, 'comparison'>): Verdict | null {
  if (!comparison) return null;
  const { verdict, adjustedP, difference } = comparison;
  if (verdict !== null || adjustedP === null) return verdict;
  if (adjustedP >= significance) return 'undecided';
  return difference > 0 ? 'helps' : 'hurts';
}

/** With a smaller chance than that, no number decides: docs/statistics.md has how often it did. */
const minChance = 0.02;
/** With less than that it is more likely that they do not decide. */
const evenChance = 0.5;

/** How many would decide, as far as it can be said. */
export function prospectText(prospect: Prospects['repeats']): string {
  const { count, most, chanceAtMost, isBestCase } = prospect;
  if (count !== null) return String(count);
  if (chanceAtMost < minChance) return `none up to ${most}`;
  if (isBestCase) return 'unknown';
  const word = chanceAtMost < evenChance ? 'unlikely' : 'perhaps';
  return `${word} (${percent(chanceAtMost)} % at ${most})`;
}

export function marginText({ marginPoints }: Pick<Report, 'marginPoints'>): string {
  return `±${marginPoints} ${marginPoints === 1 ? 'point' : 'points'}`;
}
