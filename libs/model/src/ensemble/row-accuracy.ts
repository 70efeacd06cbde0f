import type { HeldOutRows } from './held-out-rows.js';

/** Mean recall of the candidates' weighted mean over the classes present; a tie goes to the lowest index. */
export function balancedAccuracyOver(rows: HeldOutRows, weights: readonly number[]): number {
  const { images, classes, labels, candidates } = rows;
  const hits = new Float64Array(classes);
  const counts = new Float64Array(classes);
  const mixed = new Float64Array(classes);
  for (let image = 0; image < images; image++) {
    const label = labels[image] as number;
    for (let c = 0; c < classes; c++) {
      mixed[c] = weights.reduce(
        (sum, w, k) => sum + w * (candidates[k]?.[image * classes + c] as number),
        0,
      );
    }
    counts[label] = (counts[label] as number) + 1;
    if (mixed.indexOf(Math.max(...mixed)) === label) hits[label] = (hits[label] as number) + 1;
  }
  const recalls = [...counts].flatMap((count, c) =>
    count > 0 ? [(hits[c] as number) / count] : [],
  );
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
