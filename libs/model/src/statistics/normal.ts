/** Below this the power series is used, above it the continued fraction: both converge fast there. */
const seriesBelow = 2;
const fractionTerms = 120;

/** Density of the standard normal distribution. */
function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ z) of the standard normal distribution, exact to about 1e-14 of itself in both tails. */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - upperTail(z) : upperTail(-z);
}

/**
 * The z with P(Z ≤ z) = p.
 *
 * @throws RangeError for p outside [0, 1]
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected p in [0, 1], got ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  return p < 0.5 ? -upperPoint(p) : upperPoint(1 - p);
}

/** P(Z > z) for z ≥ 0. */
function upperTail(z: number): number {
  if (z < seriesBelow) return 0.5 - density(z) * oddSeries(z);
  let fraction = z;
  for (let term = fractionTerms; term >= 1; term--) fraction = z + term / fraction;
  return density(z) / fraction;
}

/** z + z³/3 + z⁵/(3·5) + …, all terms of one sign. */
function oddSeries(z: number): number {
  let [sum, term] = [z, z];
  for (let odd = 3; Math.abs(term) > Number.EPSILON * sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** The z ≥ 0 above which lies `tail`: Abramowitz and Stegun 26.2.23, then Halley's method. */
function upperPoint(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const start =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  let z = Math.max(0, start);
  for (let iteration = 0; iteration < 4; iteration++) {
    const excess = (upperTail(z) - tail) / density(z);
    z = Math.max(0, z + excess / (1 - (z * excess) / 2));
  }
  return z;
}
