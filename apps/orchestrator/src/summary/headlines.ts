import type { Answer, Report, VariantReport } from '@crossfold/contracts';
import { leakOf } from './leak-mark.js';
import { percent, probability, signed, withInterval } from './table.js';

/** A difference with a smaller adjusted p is named as one. */
const significance = 0.05;

/** The answer of a report in sentences, the most important one first. */
export function withHeadlines(report: Report): Report {
  const leak = leakOf(report);
  const warning = leak === null ? [] : [`${leak}: no score below is an honest one.`];
  return { ...report, headlines: [...warning, ...headlinesOf(report)] };
}

/** A report in one line: without its warning, the scores of a leak would pass for an answer. */
export function answerOf(report: Report): Answer {
  const { headlines, variants } = withHeadlines(report);
  const baseline = variants.find(({ role }) => role === 'baseline');
  const others = variants.filter(isDifferent).length - 1;
  const more = others > 0 ? [`${others} more ${others === 1 ? 'differs' : 'differ'}.`] : [];
  return {
    headline: [...headlines.slice(0, leakOf(report) === null ? 1 : 2), ...more].join(' '),
    baseline: baseline?.pooled?.scores.balancedAccuracy ?? null,
  };
}

function headlinesOf(report: Report): string[] {
  const baseline = report.variants.find(({ role }) => role === 'baseline');
  const lost = lostLines(report);
  if (!baseline?.pooled) {
    return ['The baseline has no result, so there is nothing to compare with.', ...lost];
  }
  const arms = report.variants.filter(({ role }) => role === 'arm');
  return [
    ...(arms.length > 0 ? armLines(arms) : []),
    ...lost,
    baselineLine(baseline, report),
    ...ensembleLines(report),
  ];
}

function armLines(arms: readonly VariantReport[]): string[] {
  const tested = arms.filter(({ comparison }) => typeof comparison?.adjustedP === 'number');
  if (tested.length === 0) return ['Too few cells to compare any arm with the baseline.'];
  const different = tested.filter(isDifferent);
  const rest = tested.filter((arm) => !isDifferent(arm));
  return [...different.map(differenceLine), ...restLines(rest, different.length > 0)];
}

function isDifferent({ comparison }: VariantReport): boolean {
  return (comparison?.adjustedP ?? 1) < significance;
}

/** What the arm says of the technique: an arm that lacks one and scores less shows that it helps. */
function differenceLine(arm: VariantReport): string {
  const isBetter = difference(arm) > 0;
  const verdict = arm.removedComponent
    ? `is ${isBetter ? 'better' : 'worse'}: what it leaves out ${isBetter ? 'harms' : 'helps'}`
    : `is ${isBetter ? 'better' : 'worse'} than the baseline`;
  return `${arm.title} ${verdict}, ${describe(arm)}.`;
}

function restLines(rest: readonly VariantReport[], isSomeDifferent: boolean): string[] {
  const largest = rest.toSorted((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)))[0];
  if (!largest) return [];
  const who = isSomeDifferent ? 'No other arm' : 'No arm';
  const scope = `(${rest.length} compared, adjusted p ≥ ${significance})`;
  const which = rest.length > 1 ? 'Largest: ' : '';
  const lines = [
    `${who} differs from the baseline by more than chance explains ${scope}. ${which}${largest.title}, ${describe(largest)}.`,
  ];
  const apart = rest.filter(leavesOutZero).map(({ title }) => title);
  if (apart.length > 0) {
    lines.push(
      `${apart.join(', ')}: the interval leaves zero out, but it knows only of other lesions; p also knows how much the difference changes with the fold and the seed.`,
    );
  }
  return lines;
}

function leavesOutZero({ comparison }: VariantReport): boolean {
  const [low, high] = comparison?.pooled?.intervals.balancedAccuracy ?? [0, 0];
  return low > 0 || high < 0;
}

/** In pooled scores, as it is drawn. */
function difference({ comparison }: VariantReport): number {
  return comparison?.pooled?.balancedAccuracy ?? comparison?.difference ?? 0;
}

function describe(arm: VariantReport): string {
  const interval = arm.comparison?.pooled?.intervals.balancedAccuracy;
  const points = withInterval(signed, difference(arm), interval);
  // A p of two cells is not worth that of fifteen.
  const cells = arm.comparison?.cells ?? 0;
  return `${points} points of balanced accuracy (p = ${probability(arm.comparison?.adjustedP)} over ${cells} cells)`;
}

/** Which trials are missing from the answer, and why. */
function lostLines({ failures, variants }: Report): string[] {
  if (failures.length === 0) return [];
  const codes = new Map<string, number>();
  for (const { code } of failures) codes.set(code, (codes.get(code) ?? 0) + 1);
  const why = [...codes].map(([code, trials]) => `${trials} × ${code}`).join(', ');
  const empty = variants.filter(({ pooled }) => pooled === null).map(({ title }) => `"${title}"`);
  const without = empty.length > 0 ? `; no result of ${empty.join(', ')}` : '';
  return [
    `${failures.length} ${failures.length === 1 ? 'trial' : 'trials'} without a result (${why})${without}.`,
  ];
}

function baselineLine({ title, pooled, intervals }: VariantReport, { trivial }: Report): string {
  const interval = intervals?.balancedAccuracy;
  const score = withInterval(percent, pooled?.scores.balancedAccuracy, interval);
  const isBetter = interval === undefined || interval[0] > trivial.balancedAccuracy;
  const doubt = isBetter ? '' : ': the baseline is not shown to have learnt anything';
  return `Baseline ${title}: balanced accuracy ${score} % out of fold; always answering ${trivial.class} would have ${percent(trivial.balancedAccuracy)} %${doubt}.`;
}

function ensembleLines({ ensemble, ensembleMissing }: Report): string[] {
  if (ensembleMissing) return [`No ensemble: ${ensembleMissing}.`];
  if (!ensemble) return [];
  const { evaluation, intervals, members } = ensemble;
  const { images, scores } = evaluation;
  const score = withInterval(percent, scores.balancedAccuracy, intervals?.balancedAccuracy);
  return [
    `Ensemble of ${members.length} on ${images} sealed test images: balanced accuracy ${score} %, accuracy ${percent(scores.accuracy)} %.`,
  ];
}
