import type { Evaluation, Predictions } from '@crossfold/contracts';
import { expectedCalibrationError, negativeLogLikelihood } from './calibration.js';
import { balancedAccuracy, classRates, confusionMatrix, mean } from './confusion.js';
import { tabulatePredictions } from './prediction-table.js';
import { oneVsRestAuc, topKAccuracy } from './ranking.js';

/**
 * All scores of one set of predictions.
 *
 * @throws AppError TRIAL_DIVERGED for a probability that is no number; REQUEST_INVALID when a class
 *   has no image
 */
export function evaluate(
  predictions: Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>,
): Evaluation {
  const table = tabulatePredictions(predictions);
  const matrix = confusionMatrix(table.labels, table.predicted, table.classes);
  const rates = classRates(matrix);
  const aucs = rates.map((_, c) => oneVsRestAuc(table, c));
  const recall = balancedAccuracy(rates);
  return {
    images: table.images,
    scores: {
      accuracy: topKAccuracy(table, 1),
      balancedAccuracy: recall,
      macroPrecision: mean(rates.map(({ precision }) => precision)),
      macroRecall: recall,
      macroF1: mean(rates.map(({ f1 }) => f1)),
      top2: topKAccuracy(table, 2),
      top3: topKAccuracy(table, 3),
      macroRocAuc: mean(aucs),
      ece: expectedCalibrationError(table),
      nll: negativeLogLikelihood(table),
    },
    perClass: rates.map((rate, c) => ({
      name: predictions.classes[c] as string,
      ...rate,
      rocAuc: aucs[c] as number,
    })),
    confusionMatrix: matrix,
  };
}
