import { AppError } from '@crossfold/contracts';

/** How many images are called positive at each threshold, rightly and wrongly. */
export interface ThresholdCounts {
  readonly positives: number;
  readonly negatives: number;
  /** Positives at or above each distinct score, from the highest score down. */
  readonly truePositives: Uint32Array;
  /** Negatives at or above each distinct score. */
  readonly falsePositives: Uint32Array;
}

/**
 * One pass over scores from high to low; equal scores share a threshold.
 *
 * @param what names the curve in the error
 * @throws AppError REQUEST_INVALID without a positive or without a negative: no curve is defined
 */
export function countByThreshold(
  scores: Float64Array,
  isPositive: (index: number) => boolean,
  what: string,
): ThresholdCounts {
  const order = Uint32Array.from(scores, (_, i) => i).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const truePositives = new Uint32Array(order.length);
  const falsePositives = new Uint32Array(order.length);
  let [thresholds, hits, misses] = [0, 0, 0];
  order.forEach((index, rank) => {
    if (isPositive(index)) hits += 1;
    else misses += 1;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[index]) return;
    truePositives[thresholds] = hits;
    falsePositives[thresholds] = misses;
    thresholds += 1;
  });
  if (hits === 0 || misses === 0) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected images on both sides for the ROC curve of ${what}, got ${hits} positive and ${misses} negative`,
    );
  }
  return {
    positives: hits,
    negatives: misses,
    truePositives: truePositives.subarray(0, thresholds),
    falsePositives: falsePositives.subarray(0, thresholds),
  };
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half
 * (Mann–Whitney U).
 */
export function rocArea(counts: ThresholdCounts): number {
  const { positives, negatives, truePositives, falsePositives } = counts;
  let [twice, hitsBefore, missesBefore] = [0, 0, 0];
  truePositives.forEach((hits, i) => {
    const misses = falsePositives[i] as number;
    twice += (misses - missesBefore) * (hits + hitsBefore);
    [hitsBefore, missesBefore] = [hits, misses];
  });
  return twice / (2 * positives * negatives);
}

/** Average precision: precision at each threshold, weighted by the step in recall. */
export function averagePrecision(counts: ThresholdCounts): number {
  const { positives, truePositives, falsePositives } = counts;
  let [sum, hitsBefore] = [0, 0];
  truePositives.forEach((hits, i) => {
    sum += (hits - hitsBefore) * (hits / (hits + (falsePositives[i] as number)));
    hitsBefore = hits;
  });
  return sum / positives;
}

/** The highest sensitivity of a threshold whose specificity is at least this. */
export function sensitivityAtSpecificity(counts: ThresholdCounts, specificity: number): number {
  const { positives, negatives, truePositives, falsePositives } = counts;
  let best = 0;
  truePositives.forEach((hits, i) => {
    const right = (negatives - (falsePositives[i] as number)) / negatives;
    if (right >= specificity) best = hits / positives;
  });
  return best;
}
