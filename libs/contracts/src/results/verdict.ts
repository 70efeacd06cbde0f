import { plural } from '../plural.js';
import type { Comparison, Report } from './report.js';

type Verdict = NonNullable<Comparison['verdict']>;

/** Of the adjusted p of an arm, and of every test. */
export const significance = 0.05;

export const verdictTexts = {
  helps: 'helps',
  hurts: 'hurts',
  equal: 'practically equal',
  undecided: 'not decided',
} satisfies Record<Verdict, string>;

/** Reports of before there were verdicts have an adjusted p alone; null where nothing was tested. */
export function verdictOf({
  comparison,
}: {
  readonly comparison: Pick<Comparison, 'verdict' | 'adjustedP' | 'difference'> | null;
}): Verdict | null {
  if (!comparison) return null;
  const { verdict, adjustedP, difference } = comparison;
  if (verdict !== null || adjustedP === null) return verdict;
  if (adjustedP >= significance) return 'undecided';
  return difference > 0 ? 'helps' : 'hurts';
}

export function marginText({ marginPoints }: Pick<Report, 'marginPoints'>): string {
  return `±${plural(marginPoints, 'point')}`;
}

/** An arm where its difference is shown: with the variant that it is compared with, where that is not the baseline. */
export function nameBeside({
  name,
  reference,
}: {
  readonly name: string;
  readonly reference?: string | undefined;
}): string {
  return reference === undefined ? name : `${name} (to ${reference})`;
}
