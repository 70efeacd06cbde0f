/** @import { CrossEvaluation, Report } from '@crossfold/contracts' */
import { element, table } from '../element.js';
import { count, percent, percentWithInterval } from '../format.js';
import { viewTexts } from './report-tables.js';

/**
 * How the models of the study do on other data sets, beside how they do on their own.
 *
 * @param {Report} report
 */
export function crossEvaluationSection(report) {
  const { crossEvaluations } = report;
  if (crossEvaluations.length === 0) return null;
  return element('section', { class: 'cross-evaluations' }, [
    element('h2', {}, ['On other data sets']),
    scoreTable(report),
    element('p', {}, [
      'Open: the models may answer any class that they know, also one that the other data set has not. Closed: their probabilities are restricted to its classes.',
    ]),
    leftOut(crossEvaluations),
    ...crossEvaluations.map(classDetails),
  ]);
}

/** @param {Report} report */
function scoreTable({ crossEvaluations, variants, dataset }) {
  const names = [...new Set(crossEvaluations.map(({ variant }) => variant))];
  const rows = names.flatMap((name) => {
    const own = variants.find((variant) => variant.name === name);
    const scores = own?.pooled?.scores;
    return [
      [
        ...[name, `${dataset.name}, out of fold`, 'single models, pooled'],
        count(own?.pooled?.images ?? 0),
        percentWithInterval(scores?.balancedAccuracy, own?.intervals?.balancedAccuracy),
        percentWithInterval(scores?.macroF1, own?.intervals?.macroF1),
        percentWithInterval(scores?.accuracy, own?.intervals?.accuracy),
        percentWithInterval(scores?.macroRocAuc, own?.intervals?.macroRocAuc),
        spread(own?.overCells?.mean.balancedAccuracy, own?.overCells?.sd?.['balancedAccuracy']),
      ],
      ...crossEvaluations.filter(({ variant }) => variant === name).flatMap(targetRows),
    ];
  });
  return table(
    'Own data by single models, out of fold; other data sets by one prediction of all models together (%); [95 % interval]',
    [
      ...['variant', 'scored on', 'predictions of', 'predictions', 'balanced accuracy', 'macro F1'],
      ...['accuracy', 'AUC', 'each model alone: balanced accuracy, mean ± sd'],
    ],
    rows,
  );
}

/** @param {CrossEvaluation} crossEvaluation */
function targetRows(crossEvaluation) {
  const { variant, target, images, members, testTimeAugmentation } = crossEvaluation;
  const models = `mean of ${members.length}, ${viewTexts[testTimeAugmentation]}`;
  return /** @type {const} */ (['open', 'closed']).map((mode) => {
    const { scores, intervals, members: single } = crossEvaluation[mode];
    return [
      ...[variant, `${target.name}, ${mode}`, models, count(images)],
      percentWithInterval(scores.balancedAccuracy, intervals.balancedAccuracy),
      percentWithInterval(scores.macroF1, intervals.macroF1),
      percentWithInterval(scores.accuracy, intervals.accuracy),
      percentWithInterval(scores.macroRocAuc, intervals.macroRocAuc),
      spread(single.mean, single.sd),
    ];
  });
}

/**
 * @param {number | undefined} mean
 * @param {number | null | undefined} sd
 */
function spread(mean, sd) {
  return percent(mean) + (typeof sd === 'number' ? ` ± ${percent(sd)}` : '');
}

/** @satisfies {Record<CrossEvaluation['dropped'][number]['reason'], string>} */
const reasonTexts = {
  'trained-bytes': 'the study was trained on their bytes',
  'trained-group': 'the study was trained on their lesion',
  'trained-patient': 'the study was trained on their patient',
  sealed: 'they are in the sealed test part of the study',
};

/** @param {readonly CrossEvaluation[]} crossEvaluations */
function leftOut(crossEvaluations) {
  const rows = crossEvaluations.flatMap(({ target, dropped, unknownClassImages, ...rest }) => [
    ...dropped.map(({ reason, images }) => [target.name, reasonTexts[reason], count(images)]),
    ...(unknownClassImages > 0
      ? [
          [
            target.name,
            `of classes that no model here knows (as errors, open accuracy would be ${percent(rest.accuracyWithUnknown)} %)`,
            count(unknownClassImages),
          ],
        ]
      : []),
  ]);
  if (rows.length === 0) return null;
  return table('Images that were left out', ['data set', 'because', 'images'], rows);
}

/** @param {CrossEvaluation} crossEvaluation */
function classDetails({ variant, target, members, open, closed }) {
  const rows = open.perClass.map(({ name, support, precision, recall, f1 }, i) => {
    const other = closed.perClass[i];
    return [
      ...[name, count(support)],
      ...[precision, recall, f1, other?.precision, other?.recall, other?.f1].map(percent),
    ];
  });
  const columns = ['precision', 'recall', 'F1'];
  return element('details', {}, [
    element('summary', {}, [`${variant} on ${target.name}, per class`]),
    table(
      `Per class, mean of ${members.length} models of ${variant} on ${target.name} (%)`,
      [
        ...['class', 'images', ...columns.map((column) => `open ${column}`)],
        ...columns.map((column) => `closed ${column}`),
      ],
      rows,
    ),
  ]);
}
