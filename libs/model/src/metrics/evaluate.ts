import {
  ofEachScore,
  type Evaluation,
  type PositiveGroup,
  type Predictions,
  type Scores,
} from '@crossfold/contracts';
import { reliabilityBins } from './calibration.js';
import { assertAllPresent, classRates, confusionMatrix } from './confusion.js';
import { tabulatePredictions, type PredictionTable } from './prediction-table.js';
import { groupAgainstRest } from './ranking.js';
import { scoreClass, scoreFormulas, type PositiveCounts } from './score-formulas.js';

/**
 * All scores of one set of predictions.
 *
 * @param positive the classes that the data set calls positive; null where it names none, and then
 *   their scores are null too
 * @throws AppError TRIAL_DIVERGED for a probability that is no number; REQUEST_INVALID when a class
 *   has no image, or one side of the positive group has none
 */
export function evaluate(
  predictions: Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>,
  positive: PositiveGroup | null,
): Evaluation {
  const table = tabulatePredictions(predictions);
  const names: readonly string[] = predictions.classes;
  const matrix = confusionMatrix(table.labels, table.predicted, table.classes);
  const rates = classRates(matrix);
  assertAllPresent(rates, names);
  const perClass = rates.map((ofClass, c) => {
    const name = names[c] as string;
    return scoreClass(name, { rates: ofClass, curve: groupAgainstRest(table, [c], name) });
  });
  const reliability = reliabilityBins(table);
  const basis = {
    table,
    matrix,
    perClass,
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
): PositiveCounts {
  const group = names.flatMap((name, c) => (classes.includes(name) ? [c] : []));
  const rest = names.flatMap((name, c) => (classes.includes(name) ? [] : [c]));
  const countWithin = (some: readonly number[]) =>
    some.reduce((sum, c) => sum + some.reduce((all, p) => all + (matrix[c]?.[p] ?? 0), 0), 0);
  return {
    curve: groupAgainstRest(table, group, `${title} against the rest`),
    truePositives: countWithin(group),
    trueNegatives: countWithin(rest),
  };
}
