import { AppError, type Predictions } from '@crossfold/contracts';

/** Predictions in one flat array, checked once for all metrics. */
export interface PredictionTable {
  readonly images: number;
  readonly classes: number;
  /** [images] */
  readonly labels: Int32Array;
  /** [images, classes] */
  readonly probabilities: Float64Array;
  /** The most probable class of each image; a tie goes to the lowest index. [images] */
  readonly predicted: Int32Array;
}

/**
 * @throws AppError TRIAL_DIVERGED naming the first image with a probability that is no number: a
 *   NaN is never a score; REQUEST_INVALID for a label that is no class
 */
export function tabulatePredictions(
  predictions: Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>,
): PredictionTable {
  const classes = predictions.classes.length;
  const images = predictions.labels.length;
  const probabilities = new Float64Array(images * classes);
  predictions.probabilities.forEach((row, image) => {
    if (row.length !== classes || !row.every(Number.isFinite)) {
      const name = predictions.imageIds[image] ?? `image ${image}`;
      throw new AppError(
        'TRIAL_DIVERGED',
        `expected ${classes} finite probabilities for ${name}, got [${row.join(', ')}]`,
      );
    }
    probabilities.set(row, image * classes);
  });
  const labels = Int32Array.from(predictions.labels);
  const stray = labels.find((label) => label < 0 || label >= classes);
  if (stray !== undefined) {
    throw new AppError('REQUEST_INVALID', `expected labels below ${classes}, got ${stray}`);
  }
  const predicted = labels.map((_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  return { images, classes, labels, probabilities, predicted };
}
