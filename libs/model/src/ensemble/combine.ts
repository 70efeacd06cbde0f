import type { Combination } from '@crossfold/contracts';
import { minProbability } from '../metrics/calibration.js';

/** The probabilities of one member, and how much they count. */
export interface Vote {
  /** [images, classes] */
  readonly probabilities: Float64Array;
  /** All weights of an ensemble sum to one. */
  readonly weight: number;
}

/**
 * What an ensemble says, by the weights of its members.
 *
 * @param classes columns of the probabilities
 * @returns [images, classes], rows summing to one
 */
export function combineVotes(
  votes: readonly Vote[],
  classes: number,
  combination: Combination,
): Float64Array {
  switch (combination) {
    case 'mean':
    case 'weighted':
    case 'greedy':
      return weightedSum(votes);
    case 'logitMean':
      return normaliseRows(geometricMean(votes, classes), classes);
    case 'rankMean':
      return normaliseRows(
        weightedSum(votes.map((vote) => ({ ...vote, probabilities: rankShares(vote, classes) }))),
        classes,
      );
  }
}

/** A table as rows, [images][classes]. */
export function rowsOf(probabilities: Float64Array, classes: number): number[][] {
  return Array.from({ length: probabilities.length / classes }, (_, image) =>
    Array.from(probabilities.subarray(image * classes, (image + 1) * classes)),
  );
}

/** The mean of the probabilities. */
export function weightedSum(votes: readonly Vote[]): Float64Array {
  const sum = new Float64Array(votes[0]?.probabilities.length ?? 0);
  for (const { probabilities, weight } of votes) {
    for (const [i, p] of probabilities.entries()) sum[i] = (sum[i] as number) + weight * p;
  }
  return sum.map((p) => Math.min(1, p));
}

/** Logits are logarithms of probabilities but for a constant of each image, which the row's sum removes. */
function geometricMean(votes: readonly Vote[], classes: number): Float64Array {
  const logits = new Float64Array(votes[0]?.probabilities.length ?? 0);
  for (const { probabilities, weight } of votes) {
    for (const [i, p] of probabilities.entries()) {
      logits[i] = (logits[i] as number) + weight * Math.log(Math.max(p, minProbability));
    }
  }
  return logits.map((logit, i) => {
    const start = i - (i % classes);
    return Math.exp(logit - Math.max(...logits.subarray(start, start + classes)));
  });
}

/** The rank of each image within its class's column as a share of all images; ties share theirs. */
function rankShares({ probabilities }: Vote, classes: number): Float64Array {
  const images = probabilities.length / classes;
  const shares = new Float64Array(probabilities.length);
  for (let c = 0; c < classes; c++) {
    const at = (image: number) => probabilities[image * classes + c] as number;
    const order = Array.from({ length: images }, (_, i) => i).sort((a, b) => at(a) - at(b));
    for (let start = 0, end = 0; start < images; start = end) {
      while (end < images && at(order[end] as number) === at(order[start] as number)) end++;
      const rank = (start + 1 + end) / 2;
      for (const image of order.slice(start, end)) shares[image * classes + c] = rank / images;
    }
  }
  return shares;
}

function normaliseRows(values: Float64Array, classes: number): Float64Array {
  return values.map((value, i) => {
    const start = i - (i % classes);
    let sum = 0;
    for (let c = start; c < start + classes; c++) sum += values[c] as number;
    return value / sum;
  });
}
