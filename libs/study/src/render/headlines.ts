import {
  marginText,
  nameBeside,
  percent,
  probability,
  signed,
  significance,
  verdictOf,
  withInterval,
  plural,
  type Answer,
  type Evaluation,
  type Report,
  type VariantReport,
} from '@crossfold/contracts';
import { racedOutText } from './race-table.js';
import { possibleInterval } from '../summary/possible-interval.js';
import { onlyAnswer } from '../summary/one-class-cells.js';
import { leakOf } from './leak-mark.js';
import { winnerLines } from './winner-tables.js';

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
  const won = winnerLines(report);
  if (!baseline?.pooled) {
    return ['The baseline has no result, so there is nothing to compare with.', ...lost];
  }
  const arms = report.variants.filter(({ role, isNull }) => role === 'arm' && !isNull);
  return [
    ...won.own,
    ...(arms.length > 0 ? armLines(arms, report) : []),
    ...nullLines(report),
    ...lost,
    ...won.earlier,
    baselineLine(baseline, report),
    ...ensembleLines(report),
  ];
}

function armLines(arms: readonly VariantReport[], report: Report): string[] {
  const lines = [
    ...arms.filter(isDifferent).map((arm) => differenceLine(arm, report)),
    ...arms.filter((arm) => verdictOf(arm) === 'equal').map((arm) => equalLine(arm, report)),
    ...undecidedLines(
      arms.filter((arm) => verdictOf(arm) === 'undecided'),
      report,
    ),
  ];
  return lines.length > 0 ? lines : ['Too few cells to compare any arm with the baseline.'];
}

function isDifferent(arm: VariantReport): boolean {
  return !arm.isNull && ['helps', 'hurts'].includes(verdictOf(arm) ?? '');
}

/** What the arm says of the technique: an arm that lacks one and scores less shows that it helps. */
function differenceLine(arm: VariantReport, report: Report): string {
  const helps = verdictOf(arm) === 'helps';
  const meaning = arm.removedComponent ? `: what it leaves out ${helps ? 'hurts' : 'helps'}` : '';
  const [low, high] = arm.comparison?.estimate?.family.interval ?? [-Infinity, Infinity];
  const margin = report.marginPoints / 100;
  const isSmall = low > -margin && high < margin;
  const small = isSmall ? `, within the margin of ${marginText(report)}` : '';
  // Not what was changed of the baseline, but another model.
  const verb = arm.foreign
    ? `is ${helps ? 'better' : 'worse'} than ${referenceOf(arm)}`
    : helps
      ? 'helps'
      : 'hurts';
  const added = arm.reference === undefined ? '' : `, added to ${arm.reference}`;
  return `${arm.name} ${verb}${added}${meaning}, ${describe(arm)}${small}.`;
}

function equalLine(arm: VariantReport, report: Report): string {
  const chance = percent(arm.comparison?.chances?.equal);
  return `${arm.name} is practically equal to ${referenceOf(arm)}, ${describe(arm)}: within ${marginText(report)} with a probability of ${chance} %.`;
}

function referenceOf({ reference }: VariantReport): string {
  return reference ?? 'the baseline';
}

/** Low power is no answer: it is said here what could have been seen. */
function undecidedLines(arms: readonly VariantReport[], report: Report): string[] {
  const largest = arms.toSorted((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)))[0];
  if (!largest) return [];
  const names = arms.map(nameBeside).join(', ');
  const scope = `adjusted p ≥ ${significance}, and the interval reaches beyond ${marginText(report)}`;
  const which = arms.length > 1 ? `Largest: ${nameBeside(largest)}, ` : `${largest.name}: `;
  const found = largest.comparison?.power?.smallestDetectable;
  const power = found === undefined ? '' : `; ${findableText(found)}`;
  return [`Not decided: ${names} (${scope}). ${which}${describe(largest)}${power}.`];
}

/** No difference of shares exceeds 1. */
function findableText(smallest: number): string {
  return smallest > 1
    ? 'the study finds no possible difference in four of five cases'
    : `the study finds a true difference of ${percent(smallest)} points in four of five cases, smaller ones less often`;
}

/** Of the mean over splits and seeds: what p, the interval and the verdict are of. */
function difference({ comparison }: VariantReport): number {
  return comparison?.difference ?? 0;
}

function describe(arm: VariantReport): string {
  const family = arm.comparison?.estimate?.family;
  const points = withInterval(signed, difference(arm), possibleInterval(family?.interval));
  const level = family ? `${percent(1 - family.level)} % interval, ` : '';
  // A p of two cells is not worth that of fifteen.
  const cells = arm.comparison?.cells ?? 0;
  const p = probability(arm.comparison?.adjustedP);
  const adjusted = `adjusted p ${p.startsWith('<') ? p : `= ${p}`}`;
  return `${points} points of balanced accuracy (${level}${adjusted}, over ${plural(cells, 'cell')}${racedOutText(arm)})`;
}

/** The study's own rate of errors. */
function nullLines({ nullArms }: Report): string[] {
  if (!nullArms?.interval) return [];
  const { tested, falseVerdicts, interval } = nullArms;
  const range = interval.map(percent).join(' to ');
  return [
    `Null arms, the baseline under other seeds: ${falseVerdicts} of ${tested} told apart from it by mistake, a rate of ${range} % (95 % interval) where 5 % is allowed.`,
  ];
}

/** Which trials are missing from the answer, and why. */
function lostLines({ failures, variants }: Report): string[] {
  if (failures.length === 0) return [];
  const codes = new Map<string, number>();
  for (const { code } of failures) codes.set(code, (codes.get(code) ?? 0) + 1);
  const why = [...codes].map(([code, trials]) => `${trials} × ${code}`).join(', ');
  const empty = variants.filter(({ pooled }) => pooled === null).map(({ name }) => name);
  const without = empty.length > 0 ? `; no result of ${empty.join(', ')}` : '';
  return [`${plural(failures.length, 'trial')} without a result (${why})${without}.`];
}

/**
 * What a task of two classes is judged by, where the data set says which one is looked for; nothing of
 * other tasks.
 */
function binaryText(
  evaluation: Pick<Evaluation, 'perClass' | 'scores'> | null,
  { dataset: { positive } }: Report,
  auc: readonly [number, number] | null | undefined,
): string {
  if (!positive || evaluation?.perClass.length !== 2) return '';
  // The one curve of two classes, from either side: its interval is that of the positive class.
  const { positiveRocAuc, positiveRecall, positiveSpecificity } = evaluation.scores;
  if (positiveRocAuc === null) return '';
  return `; ${positive.title}: AUC ${withInterval(percent, positiveRocAuc, auc)} %, sensitivity ${percent(positiveRecall)} %, specificity ${percent(positiveSpecificity)} % by the answers`;
}

function baselineLine({ name, pooled, intervals }: VariantReport, report: Report): string {
  const { trivial } = report;
  const interval = intervals?.balancedAccuracy;
  const score = withInterval(percent, pooled?.scores.balancedAccuracy, interval);
  const isBetter = interval === undefined || interval[0] > trivial.balancedAccuracy;
  const doubt = isBetter ? '' : ': the baseline is not shown to have learnt anything';
  const binary = binaryText(pooled, report, intervals?.macroRocAuc);
  return `Baseline ${name}: balanced accuracy ${score} % out of fold${binary}; always answering ${trivial.class} would have ${percent(trivial.balancedAccuracy)} %${doubt}.`;
}

function ensembleLines(report: Report): string[] {
  const { ensemble, ensembleMissing } = report;
  if (ensembleMissing) return [`No ensemble: ${ensembleMissing}.`];
  if (!ensemble) return [];
  const { evaluation, intervals, members } = ensemble;
  const { images, scores } = evaluation;
  const score = withInterval(percent, scores.balancedAccuracy, intervals?.balancedAccuracy);
  const answer = onlyAnswer(evaluation);
  const blind = answer === null ? '' : `: it answers ${answer} to every image`;
  return [
    `Ensemble of ${members.length} on ${images} sealed images: balanced accuracy ${score} %, accuracy ${percent(scores.accuracy)} %${binaryText(evaluation, report, intervals?.macroRocAuc)}${blind}.`,
  ];
}
