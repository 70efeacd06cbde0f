import type { LossConfig } from '@crossfold/contracts';

export type ClassWeighting = Pick<LossConfig, 'classWeights' | 'effectiveNumberBeta'>;

/** Images of each class, [classes]. */
export function countClasses(labels: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of Array.from(labels)) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/**
 * Weight of each class in the loss. A class without images weighs zero: it never occurs.
 *
 * - `balanced`: N / (K·n_c), the mean over images is one.
 * - `sqrtInverse`: in proportion to 1 / √n_c, the mean over images is one.
 * - `effectiveNumber`: in proportion to (1 − β) / (1 − β^n_c), the mean over classes is one (Cui et
 *   al. 2019).
 *
 * @param counts images of each class in the training part alone, [classes]
 * @returns [classes]
 */
export function classWeights(
  { classWeights: scheme, effectiveNumberBeta: beta }: ClassWeighting,
  counts: Float64Array,
): Float32Array {
  if (typeof scheme !== 'string') return Float32Array.from(scheme);
  const images = sum(counts);
  switch (scheme) {
    case 'none':
      return new Float32Array(counts.length).fill(1);
    case 'balanced':
      return weigh(counts, (n) => images / (counts.length * n));
    case 'sqrtInverse':
      return weigh(counts, (n) => images / (sum(counts.map(Math.sqrt)) * Math.sqrt(n)));
    case 'effectiveNumber': {
      const inverse = counts.map((n) => (n === 0 ? 0 : 1 / effectiveNumber(n, beta)));
      const present = counts.filter((n) => n > 0).length;
      return Float32Array.from(inverse, (value) => (present * value) / sum(inverse));
    }
  }
}

/** (1 − β^n) / (1 − β), without cancellation for β near one. */
function effectiveNumber(images: number, beta: number): number {
  return beta === 0 ? 1 : Math.expm1(images * Math.log(beta)) / (beta - 1);
}

function weigh(counts: Float64Array, weight: (images: number) => number): Float32Array {
  return Float32Array.from(counts, (n) => (n === 0 ? 0 : weight(n)));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
