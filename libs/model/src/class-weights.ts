import type { LossConfig } from '@crossfold/contracts';

/**
 * Weight of each class in the loss, from the labels of the training part alone.
 * `balanced`: N / (K·n_c), the mean over images is one. A class without images weighs zero: it
 * never occurs.
 *
 * @param labels class indices
 * @returns [classes]
 */
export function classWeights(
  scheme: LossConfig['classWeights'],
  labels: ArrayLike<number>,
  classes: number,
): Float32Array {
  const weights = new Float32Array(classes).fill(1);
  if (scheme === 'none') return weights;
  const counts = new Float64Array(classes);
  for (const label of Array.from(labels)) counts[label] = (counts[label] ?? 0) + 1;
  return weights.map((_, c) => {
    const count = counts[c] ?? 0;
    return count === 0 ? 0 : labels.length / (classes * count);
  });
}
