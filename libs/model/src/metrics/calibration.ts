import type { PredictionTable } from './prediction-table.js';

/** Probabilities below this count as this, as in scikit-learn: a confident error stays finite. */
export const minProbability = Number.EPSILON;

/** Mean negative log-likelihood in nats. */
export function negativeLogLikelihood(table: PredictionTable): number {
  const { images, classes, labels, probabilities } = table;
  let total = 0;
  labels.forEach((label, image) => {
    const p = probabilities[image * classes + label] as number;
    total -= Math.log(Math.min(1, Math.max(p, minProbability)));
  });
  return total / images;
}

/** Mean over images of the squared distance between probabilities and truth, in [0, 2]. */
export function brierScore(table: PredictionTable): number {
  const { images, classes, labels, probabilities } = table;
  const total = probabilities.reduce((sum, p, i) => {
    const truth = labels[Math.floor(i / classes)] === i % classes ? 1 : 0;
    return sum + (p - truth) ** 2;
  }, 0);
  return total / images;
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly images: number;
  /** Mean probability of the predicted class, and share of right answers; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/**
 * Confidence and accuracy by confidence, in bins of equal width: lower end open, upper end closed,
 * and the first bin takes 0 too.
 */
export function reliabilityBins(table: PredictionTable, bins = 15): ReliabilityBin[] {
  const { classes, labels, probabilities, predicted } = table;
  const images = new Float64Array(bins);
  const confidences = new Float64Array(bins);
  const hits = new Float64Array(bins);
  predicted.forEach((c, image) => {
    const confidence = probabilities[image * classes + c] as number;
    const bin = confidenceBin(confidence, bins);
    images[bin] = (images[bin] as number) + 1;
    confidences[bin] = (confidences[bin] as number) + confidence;
    if (labels[image] === c) hits[bin] = (hits[bin] as number) + 1;
  });
  return Array.from(images, (count, bin) => ({
    images: count,
    confidence: count === 0 ? null : (confidences[bin] as number) / count,
    accuracy: count === 0 ? null : (hits[bin] as number) / count,
  }));
}

/**
 * Expected calibration error (Guo et al. 2017): the gap between confidence and accuracy, averaged
 * over the bins with their share of the images.
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { images }) => sum + images, 0);
  return bins.reduce((sum, { images, confidence, accuracy }) => {
    return sum + (images / total) * Math.abs((confidence ?? 0) - (accuracy ?? 0));
  }, 0);
}

/**
 * The bin of a confidence. Compared with the very edges, so that the rounding of the product moves no
 * one over them.
 */
export function confidenceBin(confidence: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
  if (bin > 0 && confidence <= bin / bins) bin -= 1;
  if (bin < bins - 1 && confidence > (bin + 1) / bins) bin += 1;
  return bin;
}
