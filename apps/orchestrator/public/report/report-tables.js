/** @import { Evaluation, Report, Scores, TestTimeAugmentation, VariantReport } from '@crossfold/contracts' */
import { fittedFigure } from '../chart/fitted.js';
import { reliabilityChart } from '../chart/reliability-chart.js';
import { element, table } from '../element.js';
import {
  count,
  dash,
  decimal,
  percent,
  percentWithInterval,
  probability,
  signedPoints,
} from '../format.js';

/** Columns of scores beside balanced accuracy, most asked for first. */
const scoreColumns = /** @type {const} */ ([
  ['macroF1', 'macro F1'],
  ['accuracy', 'accuracy'],
  ['macroPrecision', 'precision'],
  ['top2', 'top-2'],
  ['top3', 'top-3'],
  ['macroRocAuc', 'AUC'],
  ['ece', 'ECE'],
]);

/** @param {Report} report */
export function pooledTable({ variants, trivial }) {
  const rows = variants.map((variant) => {
    const { pooled, intervals, comparison } = variant;
    const compared = comparison && comparison.cells > 0;
    return [
      titleWithName(variant),
      cellCount(variant),
      percentWithInterval(pooled?.scores.balancedAccuracy, intervals?.balancedAccuracy),
      compared && comparison.pooled ? signedPoints(comparison.pooled.balancedAccuracy) : dash,
      probability(comparison?.adjustedP),
      percentWithInterval(pooled?.scores.macroF1, intervals?.macroF1),
      ...scoreColumns.slice(1).map(([name]) => percent(pooled?.scores[name])),
    ];
  });
  const trivialRow = [`always ${trivial.class}`, dash, percent(trivial.balancedAccuracy)];
  const trivialScores = [dash, dash, percent(trivial.macroF1), percent(trivial.accuracy)];
  const rest = Array.from({ length: scoreColumns.length - 2 }, () => dash);
  return table(
    'Out-of-fold predictions, pooled (%); [95 % interval]; Δ in points against the baseline, p Holm-adjusted',
    [
      ...['variant', 'cells', 'balanced accuracy', 'Δ', 'p', 'macro F1'],
      ...scoreColumns.slice(1).map(([, title]) => title),
    ],
    [...rows, [...trivialRow, ...trivialScores, ...rest]],
  );
}

/** @param {Report} report */
export function comparisonTable({ variants }) {
  const rows = variants.flatMap(({ title, comparison }) => {
    if (!comparison || comparison.cells === 0) return [];
    const { pooled, difference, p, adjustedP, decision } = comparison;
    return [
      [
        title,
        pointsWithInterval(pooled?.balancedAccuracy, pooled?.intervals.balancedAccuracy),
        pointsWithInterval(pooled?.macroF1, pooled?.intervals.macroF1),
        signedPoints(difference),
        ...[p, adjustedP].map(probability),
        percent(decision?.power),
        ...[decision?.seeds, decision?.folds].map((number) =>
          number === undefined ? dash : number === null ? 'none' : count(number),
        ),
      ],
    ];
  });
  if (rows.length === 0) return null;
  return table(
    'Against the baseline, in points; [95 % interval]; what would decide it',
    [
      ...['variant', 'Δ balanced accuracy', 'Δ macro F1', 'mean Δ over cells', 'p', 'p (Holm)'],
      ...['power %', 'seeds to decide', 'folds to decide'],
    ],
    rows,
  );
}

/** Scores of ranking, agreement and calibration with how each is written. */
const rankingColumns = /** @type {const} */ ([
  ['macroAveragePrecision', 'average precision %', percent],
  ['malignantRocAuc', 'malignant AUC %', percent],
  ['malignantSensitivity', 'malignant sensitivity %', percent],
  ['mcc', 'MCC', decimal],
  ['kappa', 'kappa', decimal],
  ['nll', 'NLL', decimal],
  ['brier', 'Brier', decimal],
]);

/**
 * @param {string} of what they were computed
 * @param {readonly { readonly title: string, readonly scores: Scores | undefined }[]} sets of predictions
 */
export function rankingTable(of, sets) {
  return table(
    `Ranking, agreement and calibration, ${of}`,
    ['variant', ...rankingColumns.map(([, title]) => title)],
    sets.map(({ title, scores }) => [
      title,
      ...rankingColumns.map(([name, , write]) => write(scores?.[name])),
    ]),
  );
}

/** @param {Report} report */
export function cellTable({ variants }) {
  /** @type {readonly (readonly [keyof Scores, string])[]} */
  const columns = [['balancedAccuracy', 'balanced accuracy'], ...scoreColumns];
  return table(
    'Mean ± standard deviation over folds and seeds (%)',
    ['variant', ...columns.map(([, title]) => title)],
    variants.map(({ title, overCells }) => [
      title,
      ...columns.map(([name]) => {
        if (!overCells) return dash;
        const sd = overCells.sd?.[name];
        return percent(overCells.mean[name]) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
      }),
    ]),
  );
}

/** @satisfies {Record<TestTimeAugmentation, string>} */
export const viewTexts = {
  none: 'one view',
  dihedral8: '8 views of each image',
  fiveCrop: '5 crops of each image',
  tenCrop: '10 crops of each image',
  multiScale: '3 scales of each image',
};

/** @param {NonNullable<Report['ensemble']>['uncertainty']} uncertainty */
function uncertaintyTable(uncertainty) {
  if (!uncertainty) return null;
  const { right, wrong } = uncertainty;
  return table(
    'How sure the ensemble is (nats; means over images)',
    ['answers', 'images', 'entropy', 'mutual information'],
    Object.entries({ right, wrong }).map(([name, group]) => [
      name,
      count(group?.images ?? 0),
      decimal(group?.entropy),
      decimal(group?.mutualInformation),
    ]),
  );
}

/** @param {Report} report */
export function ensembleSection({ ensemble }) {
  if (!ensemble) return null;
  const { evaluation, intervals, members, missing, testTimeAugmentation } = ensemble;
  const { combination, uncertainty } = ensemble;
  const { scores, images } = evaluation;
  const views = viewTexts[testTimeAugmentation];
  const variant = [ensemble.variant, ...ensemble.partners].join(' + ');
  const combined = combination === 'mean' ? '' : `, combined by ${combination}`;
  return element('section', {}, [
    element('h2', {}, ['Ensemble on the sealed test part']),
    element('p', {}, [
      `${members.length} models of ${variant}, ${views}${combined}, scored once on ${count(images)} images.`,
      missing.length > 0 && ` Without ${missing.join(', ')}, which gave no model.`,
    ]),
    table(
      'Scores of the ensemble (%); [95 % interval]',
      [
        ...['variant', 'balanced accuracy', 'macro F1'],
        ...scoreColumns.slice(1).map(([, title]) => title),
      ],
      [
        [
          variant,
          percentWithInterval(scores.balancedAccuracy, intervals?.balancedAccuracy),
          percentWithInterval(scores.macroF1, intervals?.macroF1),
          ...scoreColumns.slice(1).map(([name]) => percent(scores[name])),
        ],
      ],
    ),
    rankingTable('ensemble', [{ title: variant, scores }]),
    uncertaintyTable(uncertainty),
    element('div', { class: 'pair' }, evaluationParts('ensemble', evaluation)),
  ]);
}

/**
 * Per class, confusion matrix and reliability.
 *
 * @param {string} title
 * @param {Evaluation} evaluation
 */
export function evaluationParts(title, { perClass, confusionMatrix, reliability }) {
  const classes = table(
    `Per class, ${title} (%)`,
    ['class', 'images', 'precision', 'recall', 'F1', 'AUC', 'AP'],
    perClass.map(({ name, support, precision, recall, f1, rocAuc, averagePrecision }) => [
      name,
      count(support),
      ...[precision, recall, f1, rocAuc, averagePrecision].map(percent),
    ]),
  );
  const names = perClass.map(({ name }) => name);
  const confusion = table(
    `Confusion matrix, ${title} (rows: true class, columns: predicted)`,
    ['true \\ predicted', ...names],
    confusionMatrix.map((row, i) => {
      const all = row.reduce((sum, images) => sum + images, 0);
      return [names[i] ?? '', ...row.map((images, j) => confusionCell(images, all, i === j))];
    }),
    'confusion',
  );
  const caption = `Reliability, ${title}: on the line, a model is right as often as it says; a larger mark has more images`;
  const drawn = fittedFigure(
    (widthPx) => reliabilityChart({ title: caption, reliability, widthPx }),
    [element('figcaption', {}, [caption])],
  );
  return [classes, confusion, drawn];
}

/**
 * @param {number} images
 * @param {number} all of the row
 * @param {boolean} isRight
 */
function confusionCell(images, all, isRight) {
  const cell = element('span', { class: isRight ? 'right' : 'wrong' }, [count(images)]);
  cell.style.setProperty('--share', (all > 0 ? images / all : 0).toFixed(3));
  return cell;
}

/**
 * The trials and the study file know an arm by its name, the tables by its title: here both stand.
 *
 * @param {VariantReport} variant
 */
function titleWithName({ title, name }) {
  if (title === name) return title;
  return element('span', {}, [title, ' ', element('small', {}, [name])]);
}

/** @param {VariantReport} variant */
function cellCount({ cells: { succeeded, failed, skipped, cancelled } }) {
  return `${succeeded}/${succeeded + failed + skipped + cancelled}`;
}

/**
 * @param {number | undefined} value
 * @param {readonly [number, number] | undefined} interval
 */
function pointsWithInterval(value, interval) {
  if (value === undefined) return dash;
  const range = interval ? ` [${interval.map(signedPoints).join(', ')}]` : '';
  return `${signedPoints(value)}${range}`;
}
