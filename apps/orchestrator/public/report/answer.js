/** @import { Report, VariantReport } from '@crossfold/contracts' */
import { intervalChart } from '../chart/interval-chart.js';
import { fittedFigure } from '../chart/fitted.js';
import { element } from '../element.js';
import { count, percent, percentWithInterval, probability, signedPoints } from '../format.js';

/** A difference with a smaller adjusted p is named as one. */
const significance = 0.05;

/**
 * The answer at a glance: in words, as a drawing, and what must be known before believing it.
 *
 * @param {Report} report
 */
export function answerOf(report) {
  return element('div', { class: 'answer' }, [
    element(
      'ul',
      { class: 'headlines' },
      headlines(report).map((text) => element('li', {}, [text])),
    ),
    differenceChart(report),
    pooledChart(report),
    notesOf(report),
  ]);
}

/**
 * @param {Report} report
 * @returns {string[]}
 */
function headlines(report) {
  const baseline = report.variants.find(({ role }) => role === 'baseline');
  const arms = report.variants.filter(({ role }) => role === 'arm');
  if (!baseline?.pooled)
    return ['The baseline has no result, so there is nothing to compare with.'];
  return [
    ...(arms.length > 0 ? compareArms(arms) : []),
    `Baseline ${baseline.title}: balanced accuracy ${percentWithInterval(baseline.pooled.scores.balancedAccuracy, baseline.intervals?.balancedAccuracy)} % out of fold; always answering ${report.trivial.class} would have ${percent(report.trivial.balancedAccuracy)} %.`,
    ...ensembleLine(report),
  ];
}

/**
 * @param {readonly VariantReport[]} arms
 * @returns {string[]}
 */
function compareArms(arms) {
  const tested = arms.filter(({ comparison }) => typeof comparison?.adjustedP === 'number');
  if (tested.length === 0) return [`Too few cells to compare any arm with the baseline.`];
  const different = tested.filter(({ comparison }) => (comparison?.adjustedP ?? 1) < significance);
  const rest = tested.length - different.length;
  const lines = different.map(
    ({ title, comparison }) =>
      `${title}: ${signedPoints(comparison?.difference ?? 0)} points of balanced accuracy against the baseline (p = ${probability(comparison?.adjustedP)}).`,
  );
  if (rest === 0) return lines;
  const who = different.length > 0 ? 'No other arm' : 'No arm';
  return [
    ...lines,
    `${who} differs from the baseline by more than chance explains (${count(rest)} compared, adjusted p ≥ ${significance}).`,
  ];
}

/**
 * @param {Report} report
 * @returns {string[]}
 */
function ensembleLine({ ensemble, ensembleMissing }) {
  if (ensembleMissing) return [`No ensemble: ${ensembleMissing}.`];
  if (!ensemble) return [];
  const { evaluation, intervals } = ensemble;
  const { images, scores } = evaluation;
  const recall = percentWithInterval(scores.balancedAccuracy, intervals?.balancedAccuracy);
  return [
    `Ensemble of ${ensemble.members.length} on ${count(images)} sealed test images: balanced accuracy ${recall} %, accuracy ${percent(scores.accuracy)} %.`,
  ];
}

/** @param {Report} report */
function pooledChart({ variants, trivial }) {
  const estimates = variants.flatMap(({ title, role, pooled, intervals }) =>
    pooled
      ? [
          {
            name: title,
            value: 100 * pooled.scores.balancedAccuracy,
            interval: intervals && toPercent(intervals.balancedAccuracy),
            emphasis: role === 'baseline',
          },
        ]
      : [],
  );
  if (estimates.length === 0) return null;
  return intervalFigure({
    title: 'Balanced accuracy, out of fold, with 95 % intervals',
    unit: 'balanced accuracy (%)',
    estimates,
    reference: { value: 100 * trivial.balancedAccuracy, name: `always ${trivial.class}` },
    bounds: [0, 100],
    write: (value) => `${value.toFixed(1)} %`,
  });
}

/**
 * What each arm does to the score, drawn against no difference. Two intervals that overlap say
 * little of two variants that were scored on the same images; this one draws them in pairs.
 *
 * @param {Report} report
 */
function differenceChart({ variants }) {
  const estimates = variants.flatMap(({ title, comparison }) =>
    comparison?.pooled
      ? [
          {
            name: title,
            value: 100 * comparison.pooled.balancedAccuracy,
            interval: toPercent(comparison.pooled.intervals.balancedAccuracy),
            emphasis: (comparison.adjustedP ?? 1) < significance,
          },
        ]
      : [],
  );
  if (estimates.length === 0) return null;
  return intervalFigure({
    title: 'Difference from the baseline, same images, with 95 % intervals',
    unit: 'points of balanced accuracy',
    estimates,
    reference: { value: 0, name: 'baseline' },
    bounds: [-100, 100],
    write: (value) => `${signedPoints(value / 100)} points`,
  });
}

/** @param {Omit<Parameters<typeof intervalChart>[0], 'widthPx'>} chart */
function intervalFigure(chart) {
  return fittedFigure(
    (widthPx) => intervalChart({ ...chart, widthPx }),
    [element('figcaption', {}, [element('strong', {}, [chart.title])])],
  );
}

/**
 * @param {readonly [number, number]} interval
 * @returns {[number, number]}
 */
function toPercent([low, high]) {
  return [100 * low, 100 * high];
}

/** @param {Report} report */
function notesOf({ notes }) {
  return element('div', { class: 'notes' }, [
    element('h3', {}, ['Before you believe a number']),
    element(
      'ul',
      {},
      notes.map((note) => element('li', note.startsWith('LEAK') ? { class: 'leak' } : {}, [note])),
    ),
  ]);
}
