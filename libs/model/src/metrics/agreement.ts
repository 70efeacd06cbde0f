/**
 * Matthews correlation of true and predicted classes, for any number of classes (Gorodkin 2004), in
 * [−1, 1]; 0 where either has no spread, as in scikit-learn.
 *
 * @param matrix counts [true class][predicted class]
 */
export function matthewsCorrelation(matrix: readonly (readonly number[])[]): number {
  const { images, hits, supports, claims } = margins(matrix);
  const covariance = hits * images - dot(supports, claims);
  const spread = (images ** 2 - dot(claims, claims)) * (images ** 2 - dot(supports, supports));
  return spread === 0 ? 0 : covariance / Math.sqrt(spread);
}

/**
 * Cohen's κ: agreement beyond that of chance, in [−1, 1]. 0 where all images are of one class and
 * called so: then chance agrees as well, and the quotient is not defined.
 *
 * @param matrix counts [true class][predicted class]
 */
export function cohenKappa(matrix: readonly (readonly number[])[]): number {
  const { images, hits, supports, claims } = margins(matrix);
  const chance = dot(supports, claims);
  const beyond = images ** 2 - chance;
  return beyond === 0 ? 0 : (hits * images - chance) / beyond;
}

function margins(matrix: readonly (readonly number[])[]) {
  const supports = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const claims = matrix.map((_, c) => matrix.reduce((sum, row) => sum + (row[c] as number), 0));
  return {
    images: supports.reduce((sum, count) => sum + count, 0),
    hits: matrix.reduce((sum, row, c) => sum + (row[c] as number), 0),
    supports,
    claims,
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
