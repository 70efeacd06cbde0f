import {
  ofEachScore,
  type Evaluation,
  type PositiveGroup,
  type Predictions,
  type Scores,
} from '@crossfold/contracts';
import { reliabilityBins } from './calibration.js';
import { classRates, confusionMatrix } from './confusion.js';
import { tabulatePredictions, type PredictionTable } from './prediction-table.js';
import { groupAgainstRest } from './ranking.js';
import { absentClass, scoreClass, scoreFormulas, type PositiveCounts } from './score-formulas.js';

/**
 * All scores of one set of predictions. A class without images enters no mean: macro scores are over
 * the classes that the images have, as scikit-learn's balanced accuracy, and the scores of that class
 * itself are 0 with a support of 0.
 *
 * @param positive the classes that the data set calls positive; their scores are null where it names
 *   none, and where the images are all on one side
 * @throws AppError TRIAL_DIVERGED for a probability that is no number; REQUEST_INVALID when all images
 *   are of one class
 */
export function evaluate(
  predictions: Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>,
  positive: PositiveGroup | null,
): Evaluation {
  const table = tabulatePredictions(predictions);
  const names: readonly string[] = predictions.classes;
  const matrix = confusionMatrix(table.labels, table.predicted, table.classes);
  const rates = classRates(matrix);
  const perClass = rates.map((ofClass, c) => {
    const name = names[c] as string;
    if (ofClass.support === 0) return absentClass(name);
    return scoreClass(name, { rates: ofClass, curve: groupAgainstRest(table, [c], name) });
  });
  const reliability = reliabilityBins(table);
  const basis = {
    table,
    matrix,
    perClass: perClass.filter(({ support }) => support > 0),
    reliability,
    positive: positive && countPositives(table, matrix, names, positive),
  };
  return {
    images: table.images,
    scores: ofEachScore<Scores>((name) => scoreFormulas[name](basis)),
    perClass,
    confusionMatrix: matrix,
    reliability,
  };
}

function countPositives(
  table: PredictionTable,
  matrix: readonly (readonly number[])[],
  names: readonly string[],
  { title, classes }: PositiveGroup,
): PositiveCounts | null {
  const group = names.flatMap((name, c) => (classes.includes(name) ? [c] : []));
  const rest = names.flatMap((name, c) => (classes.includes(name) ? [] : [c]));
  const sides = [group, rest].map((side) => table.labels.some((label) => side.includes(label)));
  if (sides.includes(false)) return null;
  const countWithin = (some: readonly number[]) =>
    some.reduce((sum, c) => sum + some.reduce((all, p) => all + (matrix[c]?.[p] ?? 0), 0), 0);
  return {
    curve: groupAgainstRest(table, group, `${title} against the rest`),
    truePositives: countWithin(group),
    trueNegatives: countWithin(rest),
  };
}
