import { percent, type Report } from '@crossfold/contracts';

/** How many test images have their group in training too, in words; null for an honest plan. */
export function leakOf({ foldPlan: { leak, options } }: Pick<Report, 'foldPlan'>): string | null {
  if (leak.leakedImages === 0 && options.protocol !== 'image') return null;
  const share = percent(leak.leakedImages / Math.max(1, leak.poolImages));
  return `LEAK: ${share} % of the test images have their group in training`;
}

/** What everything carries that shows scores of a plan that leaks; empty for an honest plan. */
export function leakMark(report: Report): string {
  const leak = leakOf(report);
  return leak === null ? '' : ` – ${leak}`;
}
