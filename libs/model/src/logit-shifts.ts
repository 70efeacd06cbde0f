/*
 * What losses for unbalanced classes do to logits in training; predictions use them as they are. A
 * class without images counts as one with a single image, so that all values are finite.
 */

/**
 * Logarithm of the frequency of each class: logit adjustment adds τ times this (Menon et al. 2021).
 *
 * @param counts images of each class in the training part, [classes]
 */
export function logFrequencies(counts: ArrayLike<number>): Float32Array {
  const atLeastOne = Float64Array.from(counts, (n) => Math.max(1, n));
  const images = atLeastOne.reduce((sum, n) => sum + n, 0);
  return Float32Array.from(atLeastOne, (n) => Math.log(n / images));
}

/**
 * Margin that LDAM takes from the logit of the true class, in proportion to n_c^(−1/4) (Cao et al.
 * 2019). The paper scales cosines by s after the margin; here the logits are what it scales to, so
 * that their softmax is the prediction, and margins are s times the paper's.
 *
 * @param counts images of each class in the training part, [classes]
 * @param largest margin of the rarest class, in logits
 */
export function ldamMargins(counts: ArrayLike<number>, largest: number): Float32Array {
  const raw = Float64Array.from(counts, (n) => Math.max(1, n) ** -0.25);
  const rarest = raw.reduce((max, margin) => Math.max(max, margin), 0);
  return Float32Array.from(raw, (margin) => (largest * margin) / rarest);
}
