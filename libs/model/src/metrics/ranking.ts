import type { PredictionTable } from './prediction-table.js';

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
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half
 * (Mann–Whitney U by mid-ranks). 0.5 where one side is empty.
 */
export function rocAuc(scores: ArrayLike<number>, isPositive: (index: number) => boolean): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let [positives, rankSum] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) {
      end += 1;
    }
    const midRank = (start + 1 + end) / 2;
    for (const index of order.slice(start, end)) {
      if (!isPositive(index)) continue;
      positives += 1;
      rankSum += midRank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The area for one class against all others. */
export function oneVsRestAuc(table: PredictionTable, c: number): number {
  const { images, classes, labels, probabilities } = table;
  const scores = Float64Array.from(
    { length: images },
    (_, image) => probabilities[image * classes + c] as number,
  );
  return rocAuc(scores, (image) => labels[image] === c);
}
