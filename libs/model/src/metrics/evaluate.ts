import { malignantClasses, type Evaluation, type Predictions } from '@crossfold/contracts';
import { cohenKappa, matthewsCorrelation } from './agreement.js';
import {
  brierScore,
  expectedCalibrationError,
  negativeLogLikelihood,
  reliabilityBins,
} from './calibration.js';
import { balancedAccuracy, classRates, confusionMatrix, mean } from './confusion.js';
import { tabulatePredictions } from './prediction-table.js';
import { groupAgainstRest, topKAccuracy } from './ranking.js';
import { averagePrecision, rocArea, sensitivityAtSpecificity } from './roc-curve.js';

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
  const names = predictions.classes;
  const matrix = confusionMatrix(table.labels, table.predicted, table.classes);
  const rates = classRates(matrix);
  const recall = balancedAccuracy(rates, names);
  const curves = names.map((name, c) => groupAgainstRest(table, [c], name));
  const aucs = curves.map(rocArea);
  const precisions = curves.map(averagePrecision);
  const malignant = malignantClasses.flatMap((name) => indexIn(names, name));
  const malignancy = groupAgainstRest(table, malignant, 'malignant against benign');
  const reliability = reliabilityBins(table);
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
      macroAveragePrecision: mean(precisions),
      malignantRocAuc: rocArea(malignancy),
      malignantSensitivity: sensitivityAtSpecificity(malignancy, 0.95),
      mcc: matthewsCorrelation(matrix),
      kappa: cohenKappa(matrix),
      ece: expectedCalibrationError(reliability),
      nll: negativeLogLikelihood(table),
      brier: brierScore(table),
    },
    perClass: rates.map((rate, c) => ({
      name: names[c] as string,
      ...rate,
      rocAuc: aucs[c] as number,
      averagePrecision: precisions[c] as number,
    })),
    confusionMatrix: matrix,
    reliability,
  };
}

function indexIn(names: readonly string[], name: string): number[] {
  const index = names.indexOf(name);
  return index < 0 ? [] : [index];
}
