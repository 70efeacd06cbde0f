import type { PredictionTable } from './prediction-table.js';
import { countByThreshold, type ThresholdCounts } from './roc-curve.js';

/** How many classes are more probable than the true one, of each image; ties go to the lowest index. */
export function trueRanks({ images, classes, labels, probabilities }: PredictionTable): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => {
    const label = labels[image] as number;
    const own = probabilities[image * classes + label] as number;
    let ahead = 0;
    for (let c = 0; c < classes; c++) {
      const other = probabilities[image * classes + c] as number;
      if (other > own || (other === own && c < label)) ahead += 1;
    }
    return ahead;
  });
}

/** Share of images whose class is among the `k` most probable; ties go to the lowest index. */
export function topKAccuracy(table: PredictionTable, k: number): number {
  return trueRanks(table).filter((ahead) => ahead < k).length / table.images;
}

/**
 * A group of classes against all others, ranked by the sum of the group's probabilities: one class
 * for one-vs-rest, several for the positive classes against the rest.
 *
 * @param group class indices
 * @throws AppError REQUEST_INVALID when one side has no image
 */
export function groupAgainstRest(
  table: PredictionTable,
  group: readonly number[],
  what: string,
): ThresholdCounts {
  const { images, classes, labels, probabilities } = table;
  const scores = Float64Array.from({ length: images }, (_, image) =>
    group.reduce((sum, c) => sum + (probabilities[image * classes + c] as number), 0),
  );
  return countByThreshold(scores, (image) => group.includes(labels[image] as number), what);
}
