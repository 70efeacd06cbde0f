import type { PredictionTable } from './prediction-table.js';

/** Probabilities below this count as this: a confident error stays finite. */
const leastProbability = 1e-15;

/** Mean negative log-likelihood in nats. */
export function negativeLogLikelihood(table: PredictionTable): number {
  const { images, classes, labels, probabilities } = table;
  let total = 0;
  labels.forEach((label, image) => {
    const p = probabilities[image * classes + label] as number;
    total -= Math.log(Math.min(1, Math.max(p, leastProbability)));
  });
  return total / images;
}

/**
 * Expected calibration error (Guo et al. 2017): the gap between confidence and accuracy, averaged
 * over bins of equal width (lower end open, upper end closed) with their share of the images.
 */
export function expectedCalibrationError(table: PredictionTable, bins = 15): number {
  const { images, classes, labels, probabilities, predicted } = table;
  const confidenceSum = new Float64Array(bins);
  const hits = new Float64Array(bins);
  predicted.forEach((c, image) => {
    const confidence = probabilities[image * classes + c] as number;
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    confidenceSum[bin] = (confidenceSum[bin] ?? 0) + confidence;
    if (labels[image] === c) hits[bin] = (hits[bin] ?? 0) + 1;
  });
  return confidenceSum.reduce((sum, c, bin) => sum + Math.abs(c - (hits[bin] ?? 0)), 0) / images;
}
