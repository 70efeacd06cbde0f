/** @import { Report } from '@crossfold/contracts' */
import {
  marginText,
  nameBeside,
  significance,
  verdictOf,
  verdictTexts,
} from '@crossfold/contracts/page';
import { intervalChart } from '../chart/interval-chart.js';
import { fittedFigure } from '../chart/fitted.js';
import { element } from '../element.js';
import { signedPoints } from '../format.js';

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
 * What each arm does to the score, drawn against no difference, with the intervals that the verdicts
 * rest on.
 *
 * @param {Report} report
 */
function differenceChart(report) {
  const estimates = report.variants.flatMap(({ name, reference, comparison }) => {
    if (!comparison || comparison.cells === 0) return [];
    const verdict = verdictOf({ comparison });
    const interval = comparison.estimate?.family.interval;
    return [
      {
        name: nameBeside({ name, reference }),
        value: 100 * comparison.difference,
        interval: interval ? toPercent(interval) : null,
        emphasis: verdict === 'helps' || verdict === 'hurts',
        ...(verdict && { label: verdictTexts[verdict] }),
      },
    ];
  });
  if (estimates.length === 0) return null;
  return intervalFigure({
    title: 'Difference from the baseline, with the intervals of the verdicts',
    unit: 'points of balanced accuracy',
    estimates,
    reference: { value: 0, name: 'baseline' },
    band: report.marginPoints,
    bounds: [-100, 100],
    write: (value) => `${signedPoints(value / 100)} points`,
    note: `Of the mean over splits and seeds, at the level at which Holm tests each arm: an interval excludes 0 exactly where the adjusted p is below ${significance}. Within the band, ${marginText(report)}, a difference makes no practical difference.`,
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
    element('h3', {}, ['Numbers to read with care']),
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
