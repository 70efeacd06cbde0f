import { likelihood, mixtureLoss, type HeldOutRows } from './held-out-rows.js';

const maxSteps = 10_000;
const minGain = 1e-12;

/**
 * The weights under which the candidates' weighted mean makes the true classes most likely. The
 * likelihood is concave in the weights, and expectation maximisation climbs it without a step size.
 *
 * @returns one for each candidate, summing to one
 */
export function fitMixtureWeights(rows: HeldOutRows): number[] {
  const count = rows.candidates.length;
  let weights = Array.from({ length: count }, () => 1 / count);
  let loss = mixtureLoss(rows, weights);
  for (let step = 0; step < maxSteps; step++) {
    weights = improve(rows, weights);
    const next = mixtureLoss(rows, weights);
    if (loss - next < minGain) break;
    loss = next;
  }
  return weights;
}

/** Each candidate's mean share in the probability of the true class. */
function improve(rows: HeldOutRows, weights: readonly number[]): number[] {
  const shares = weights.map(() => 0);
  for (let image = 0; image < rows.images; image++) {
    const parts = weights.map((w, k) => w * Math.max(likelihood(rows, k, image), Number.EPSILON));
    const sum = parts.reduce((total, part) => total + part, 0);
    for (const [k, part] of parts.entries()) shares[k] = (shares[k] as number) + part / sum;
  }
  return shares.map((share) => share / rows.images);
}
