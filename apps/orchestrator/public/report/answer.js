/** @import { Report } from '@crossfold/contracts' */
import { intervalChart } from '../chart/interval-chart.js';
import { fittedFigure } from '../chart/fitted.js';
import { element } from '../element.js';
import { signedPoints } from '../format.js';

/** A difference with a smaller adjusted p is drawn as one. */
const significance = 0.05;

/**
 * The answer at a glance: in words, as a drawing, and what must be known before believing it.
 *
 * @param {Report} report
 */
export function answerOf(report) {
  return element('div', { class: 'answer' }, [
    element('ul', { class: 'headlines' }, report.headlines.map(sentence)),
    differenceChart(report),
    pooledChart(report),
    caveatsOf(report),
    notesOf(report),
  ]);
}

/** @param {Report} report */
function pooledChart({ variants, trivial }) {
  const estimates = variants.flatMap(({ name, role, pooled, intervals }) =>
    pooled
      ? [
          {
            name,
            value: 100 * pooled.scores.balancedAccuracy,
            interval: intervals && toPercent(intervals.balancedAccuracy),
            emphasis: role === 'baseline',
          },
        ]
      : [],
  );
  if (estimates.length === 0) return null;
  return intervalFigure({
    title: 'Balanced accuracy of single models, out of fold, pooled, with 95 % intervals',
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
  const estimates = variants.flatMap(({ name, comparison }) =>
    comparison?.pooled
      ? [
          {
            name,
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
    note: 'The intervals are of other lesions, or patients where they are known; p, in the table below, is of the spread over folds and seeds.',
  });
}

/** @param {Omit<Parameters<typeof intervalChart>[0], 'widthPx'> & { note?: string }} chart */
function intervalFigure({ note, ...chart }) {
  return fittedFigure(
    (widthPx) => intervalChart({ ...chart, widthPx }),
    [
      element('figcaption', {}, [
        element('strong', {}, [chart.title]),
        note ? element('span', { class: 'quiet' }, [note]) : null,
      ]),
    ],
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
function caveatsOf({ caveats }) {
  if (caveats.length === 0) return null;
  return element('div', { class: 'notes caveats' }, [
    element('h3', {}, ['Numbers at the edge of what they can mean']),
    element(
      'ul',
      {},
      caveats.map(({ kind, text }) => element('li', { 'data-kind': kind }, [text])),
    ),
  ]);
}

/** @param {Report} report */
function notesOf({ notes }) {
  return element('div', { class: 'notes' }, [
    element('h3', {}, ['Before you believe a number']),
    element('ul', {}, notes.map(sentence)),
  ]);
}

/** @param {string} text */
function sentence(text) {
  return element('li', text.startsWith('LEAK') ? { class: 'leak' } : {}, [text]);
}
