import type { PredictionTable } from './prediction-table.js';
import { countByThreshold, type ThresholdCounts } from './roc-curve.js';

/** Share of images whose class is among the `k` most probable; ties go to the lowest index. */
export function topKAccuracy(table: PredictionTable, k: number): number {
  const { images, classes, labels, probabilities } = table;
  let hits = 0;
  for (let image = 0; image < images; image++) {
    const label = labels[image] as number;
    const own = probabilities[image * classes + label] as number;
    let ahead = 0;
    for (let c = 0; c < classes; c++) {
      const other = probabilities[image * classes + c] as number;
      if (other > own || (other === own && c < label)) ahead += 1;
    }
    if (ahead < k) hits += 1;
  }
  return hits / images;
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
