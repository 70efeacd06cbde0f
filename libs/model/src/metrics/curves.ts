import type { PredictionTable } from './prediction-table.js';
import type { ThresholdCounts } from './roc-curve.js';

/**
 * True positive rate at given false positive rates: linear between the thresholds, and the highest
 * where several have the same false positive rate.
 *
 * @param grid ascending, in [0, 1]
 */
export function rocAt(counts: ThresholdCounts, grid: readonly number[]): number[] {
  const { positives, negatives, truePositives, falsePositives } = counts;
  let next = 0;
  let [x, y] = [0, 0];
  return grid.map((wanted) => {
    for (; next < truePositives.length; next++) {
      const nextX = (falsePositives[next] as number) / negatives;
      if (nextX > wanted) break;
      [x, y] = [nextX, (truePositives[next] as number) / positives];
    }
    if (next === truePositives.length || x === wanted) return y;
    const [endX, endY] = [
      (falsePositives[next] as number) / negatives,
      (truePositives[next] as number) / positives,
    ];
    return y + ((endY - y) * (wanted - x)) / (endX - x);
  });
}

/**
 * Precision at given recalls: that of the highest threshold which reaches the recall. Nothing is
 * interpolated, since lines between points of this curve are too good (Davis and Goadrich 2006).
 *
 * @param grid ascending, in [0, 1]
 */
export function precisionAt(counts: ThresholdCounts, grid: readonly number[]): number[] {
  const { positives, truePositives, falsePositives } = counts;
  let threshold = 0;
  return grid.map((recall) => {
    const hits = recall * positives;
    // A rounding error of the product is no missing hit.
    while ((truePositives[threshold] as number) < hits - 1e-9) threshold += 1;
    const found = truePositives[threshold] as number;
    return found / (found + (falsePositives[threshold] as number));
  });
}

/**
 * Share of wrong answers among the most confident share of the images, where a model may refuse to
 * answer the others (El-Yaniv and Wiener 2010). Images of equal confidence count with their mean.
 *
 * @param grid shares of the images, ascending, in [0, 1]; at 0 stands the risk of the first image
 */
export function riskAtCoverage(table: PredictionTable, grid: readonly number[]): number[] {
  const { images, classes, labels, probabilities, predicted } = table;
  const confidences = Float64Array.from(predicted, (c, image) => {
    return probabilities[image * classes + c] as number;
  });
  const order = Uint32Array.from(confidences, (_, image) => image).sort(
    (a, b) => (confidences[b] as number) - (confidences[a] as number),
  );
  // [images + 1] errors among the first so many.
  const errors = new Float64Array(images + 1);
  for (let first = 0; first < images;) {
    let last = first;
    let wrong = 0;
    while (
      last < images &&
      confidences[order[last] as number] === confidences[order[first] as number]
    ) {
      const image = order[last] as number;
      if (predicted[image] !== labels[image]) wrong += 1;
      last += 1;
    }
    for (let n = first; n < last; n++) {
      errors[n + 1] = (errors[n] as number) + wrong / (last - first);
    }
    first = last;
  }
  return grid.map((share) => {
    const covered = Math.min(images, Math.max(1, Math.round(share * images)));
    return (errors[covered] as number) / covered;
  });
}
