/** @import { Evaluation, Report, ScoreIntervals, Scores, TestTimeAugmentation, VariantReport } from '@crossfold/contracts' */
import { fittedFigure } from '../chart/fitted.js';
import { reliabilityChart } from '../chart/reliability-chart.js';
import { element, table } from '../element.js';
import { count, dash, decimal, percent, percentWithInterval, signedPoints } from '../format.js';

/** Columns of scores beside balanced accuracy, most asked for first. */
export const scoreColumns = /** @type {const} */ ([
  ['macroF1', 'macro F1'],
  ['accuracy', 'accuracy'],
  ['macroRocAuc', 'AUC'],
  ['macroPrecision', 'precision'],
  ['top2', 'top-2'],
  ['top3', 'top-3'],
  ['ece', 'ECE'],
]);
/** Those of them that have intervals. */
const intervalColumns = /** @type {const} */ (['macroF1', 'accuracy', 'macroRocAuc']);
const plainColumns = scoreColumns.slice(intervalColumns.length);

/**
 * @param {Scores | undefined} scores
 * @param {ScoreIntervals | null | undefined} intervals
 */
export function scoreCells(scores, intervals) {
  return [
    percentWithInterval(scores?.balancedAccuracy, intervals?.balancedAccuracy),
    ...intervalColumns.map((name) => percentWithInterval(scores?.[name], intervals?.[name])),
    ...plainColumns.map(([name]) => percent(scores?.[name])),
  ];
}

/** @param {Report} report */
export function pooledTable({ variants, trivial }) {
  const rows = variants.map((variant) => {
    const { pooled, intervals } = variant;
    return [nameWithTitle(variant), cellCount(variant), ...scoreCells(pooled?.scores, intervals)];
  });
  const trivialRow = [`always ${trivial.class}`, dash, percent(trivial.balancedAccuracy)];
  const trivialScores = [percent(trivial.macroF1), percent(trivial.accuracy)];
  const rest = Array.from({ length: scoreColumns.length - 2 }, () => dash);
  return table(
    'Single models, out of fold, all folds and seeds pooled (%); [95 % interval]',
    ['variant', 'cells', 'balanced accuracy', ...scoreColumns.map(([, title]) => title)],
    [...rows, [...trivialRow, ...trivialScores, ...rest]],
  );
}

/** Scores of ranking, agreement and calibration with how each is written. */
const rankingColumns = /** @type {const} */ ([
  ['macroAveragePrecision', 'average precision %', percent],
  ['positiveRocAuc', 'malignant AUC %', percent],
  ['positiveSensitivity', 'malignant sensitivity %', percent],
  ['mcc', 'MCC', decimal],
  ['kappa', 'kappa', decimal],
  ['nll', 'NLL', decimal],
  ['brier', 'Brier', decimal],
]);

/**
 * @param {string} of what they were computed
 * @param {readonly { readonly name: string, readonly scores: Scores | undefined }[]} sets of predictions
 */
export function rankingTable(of, sets) {
  return table(
    `Ranking, agreement and calibration, ${of}`,
    ['variant', ...rankingColumns.map(([, title]) => title)],
    sets.map(({ name, scores }) => [
      name,
      ...rankingColumns.map(([score, , write]) => write(scores?.[score])),
    ]),
  );
}

/** @param {Report} report */
export function cellTable({ variants }) {
  /** @type {readonly (readonly [keyof Scores, string])[]} */
  const columns = [['balancedAccuracy', 'balanced accuracy'], ...scoreColumns];
  return table(
    'Single models, out of fold, each cell scored alone: mean ± standard deviation over folds and seeds (%)',
    ['variant', ...columns.map(([, title]) => title)],
    variants.map(({ name, overCells }) => [
      name,
      ...columns.map(([score]) => {
        if (!overCells) return dash;
        const sd = overCells.sd?.[score];
        return percent(overCells.mean[score]) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
      }),
    ]),
  );
}

/** @param {Report} report */
export function worstCaseTable({ variants, trivial }) {
  const rows = variants.flatMap(({ name, worstCase, overCells }) => {
    if (!worstCase) return [];
    const { missing, cells, balancedAccuracy, macroF1, accuracy, difference } = worstCase;
    return [
      [
        ...[`${name}, worst case`, `${missing}/${cells}`],
        ...[balancedAccuracy, macroF1, accuracy].map(percent),
        difference === null ? dash : signedPoints(difference),
        percent(overCells?.mean.balancedAccuracy),
      ],
    ];
  });
  if (rows.length === 0) return null;
  return table(
    `Worst case: cells without a result scored as always ${trivial.class}, single models, mean over folds and seeds (%)`,
    [
      ...['variant', 'cells without a result', 'balanced accuracy', 'macro F1', 'accuracy'],
      ...['Δ in points', 'balanced accuracy without them'],
    ],
    rows,
  );
}

/** @param {Report} report */
export function calibrationTable({ variants }) {
  if (!variants.some(({ calibration }) => calibration)) return null;
  return table(
    'Temperatures fitted on inner validation, single models, out of fold, pooled; where they failed or did not help, the caveats say so',
    ['variant', 'temperature', 'ECE % before', 'after', 'NLL before', 'after'],
    variants.map(({ name, calibration }) => [
      name,
      calibration ? calibration.temperatures.map(decimal).join(' … ') : dash,
      ...[calibration?.ece.before, calibration?.ece.after].map(percent),
      ...[calibration?.nll.before, calibration?.nll.after].map(decimal),
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

/** Of a class: with fewer, its scores hang on few lesions. */
const fewestLesions = 30;

/**
 * How many lesions each class has in a part of the plan, by name; none in older reports.
 *
 * @param {Report['classSizes']} classSizes
 * @param {'pool' | 'sealed'} part
 * @returns {ReadonlyMap<string, number>}
 */
export function lesionsOf(classSizes, part) {
  return new Map(
    classSizes.flatMap((size) => {
      const lesions = size[part]?.lesions;
      return lesions === undefined ? [] : [[size.name, lesions]];
    }),
  );
}

/**
 * Per class, confusion matrix and reliability.
 *
 * @param {string} title
 * @param {Evaluation} evaluation
 * @param {{ intervals: ScoreIntervals | null, lesions: ReadonlyMap<string, number> }} basis
 */
export function evaluationParts(
  title,
  { perClass, confusionMatrix, reliability },
  { intervals, lesions },
) {
  const classes = table(
    `Per class, ${title} (%); [95 % interval]`,
    ['class', 'images', 'lesions', 'precision', 'recall', 'F1', 'AUC', 'AP'],
    perClass.map(({ name, support, precision, recall, f1, rocAuc, averagePrecision }, c) => [
      name,
      count(support),
      lesionCount(lesions.get(name)),
      percent(precision),
      percentWithInterval(recall, intervals?.recalls?.[c]),
      ...[f1, rocAuc, averagePrecision].map(percent),
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

/** @param {number | undefined} lesions */
function lesionCount(lesions) {
  if (lesions === undefined) return dash;
  return lesions < fewestLesions ? `${count(lesions)} (few)` : count(lesions);
}

/**
 * A variant has one name everywhere; here stands once what it is.
 *
 * @param {VariantReport} variant
 */
function nameWithTitle({ title, name, role }) {
  const what = role === 'baseline' ? 'baseline' : title === name ? null : title;
  return what ? element('span', {}, [name, ' ', element('small', {}, [what])]) : name;
}

/** @param {VariantReport} variant */
function cellCount({ cells: { succeeded, failed, skipped, cancelled } }) {
  return `${succeeded}/${succeeded + failed + skipped + cancelled}`;
}

/**
 * @param {number | undefined} value
 * @param {readonly [number, number] | null | undefined} interval
 */
export function pointsWithInterval(value, interval) {
  if (value === undefined) return dash;
  const range = interval ? ` [${interval.map(signedPoints).join(', ')}]` : '';
  return `${signedPoints(value)}${range}`;
}
