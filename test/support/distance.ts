export function subtract(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - (b[i] ?? NaN));
}

/** Euclidean length. */
export function norm(a: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
}

/** Length of the difference as a share of the expected length. */
export function distanceShare(found: Float32Array, expected: Float32Array): number {
  return norm(subtract(found, expected)) / norm(expected);
}

/** Largest difference as a share of the largest expected value. */
export function relativeDistance(found: Float32Array | undefined, expected: Float32Array): number {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = expected.reduce(
    (distance, value, i) => Math.max(distance, Math.abs((found?.[i] ?? NaN) - value)),
    0,
  );
  return worst / scale;
}

/** The largest difference of two values at the same place. */
export function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));
}
