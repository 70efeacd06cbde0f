import type { Calibration, InnerPredictions, Predictions, Receipt } from '@crossfold/contracts';
import { expectedCalibrationError, negativeLogLikelihood, reliabilityBins } from './calibration.js';
import { poolPredictions } from './cells.js';
import { tabulatePredictions, type PredictionTable } from './prediction-table.js';
import { applyTemperature, fitTemperature } from './temperature.js';

/**
 * Fits a temperature on the inner validation part of a trial and scores it on the outer fold. The
 * types keep the two apart: what is scored cannot be what is fitted on.
 */
export function calibrate(
  inner: InnerPredictions,
  predictions: Predictions,
): NonNullable<Receipt['calibration']> {
  const temperature = fitTemperature(tabulatePredictions(inner));
  return {
    temperature,
    images: inner.imageIds.length,
    ...compareCalibration(predictions, scaleByTemperature(predictions, temperature)),
  };
}

/** Scores of predictions as one set, as they are and with each part's own temperature. */
export function scoreTemperatures(
  parts: readonly { readonly predictions: Predictions; readonly temperature: number }[],
): Calibration | null {
  const before = poolPredictions(parts.map(({ predictions }) => predictions));
  const after = poolPredictions(
    parts.map(({ predictions, temperature }) => scaleByTemperature(predictions, temperature)),
  );
  return before && after && compareCalibration(before, after);
}

/** The calibration of one set of predictions beside that of another. */
export function compareCalibration(before: Predictions, after: Predictions): Calibration {
  const [first, second] = [before, after].map(tabulatePredictions) as [
    PredictionTable,
    PredictionTable,
  ];
  return {
    ece: { before: eceOf(first), after: eceOf(second) },
    nll: { before: negativeLogLikelihood(first), after: negativeLogLikelihood(second) },
  };
}

function scaleByTemperature(predictions: Predictions, temperature: number): Predictions {
  const classes = predictions.classes.length;
  const scaled = applyTemperature(
    Float64Array.from(predictions.probabilities.flat()),
    classes,
    temperature,
  );
  return {
    ...predictions,
    probabilities: predictions.imageIds.map((_, image) =>
      Array.from(scaled.subarray(image * classes, (image + 1) * classes)),
    ),
  };
}

function eceOf(table: PredictionTable): number {
  return expectedCalibrationError(reliabilityBins(table));
}
