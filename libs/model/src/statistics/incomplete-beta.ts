import { logBeta } from './gamma.js';

const precision = Number.EPSILON / 2;
const maxIterations = 10_000;

/**
 * Regularised incomplete beta function I_x(a, b) for positive a, b.
 *
 * @param x in [0, 1]
 * @param y 1 − x, which the caller may know more exactly than the subtraction would give
 */
export function incompleteBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
  const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  const front = Math.exp(a * logX + b * logY - logBeta(a, b));
  // The fraction converges fast below the mean a / (a + b); the other side is its complement.
  const belowMean = a > b ? (a + b) * y - b : a - (a + b) * x;
  return belowMean > 0
    ? front * betaFraction(x, y, a, b, belowMean)
    : 1 - front * betaFraction(y, x, b, a, -belowMean);
}

/**
 * Continued fraction of the incomplete beta function (Didonato and Morris 1992, TOMS 708). Its terms
 * hold the distance from the mean as such, so that large arguments lose no digits.
 *
 * @param belowMean a − (a + b)·x ≥ 0
 */
function betaFraction(x: number, y: number, a: number, b: number, belowMean: number): number {
  const c = 1 + belowMean;
  const afterFirst = 1 + 1 / a;
  let [above, aboveNext, below, belowNext] = [0, 1, 1, c / afterFirst];
  let [ratio, p, s] = [afterFirst / c, 1, a + 1];
  for (let n = 1; n <= maxIterations; n++) {
    const t = n / a;
    const w = n * (b - n) * x;
    const alpha = p * (p + b / a) * (a / s) ** 2 * w * x;
    const beta = n + w / s + ((1 + t) / (afterFirst + 2 * t)) * (c + n * (1 + y));
    p = 1 + t;
    s += 2;
    [above, aboveNext] = [aboveNext, alpha * above + beta * aboveNext];
    [below, belowNext] = [belowNext, alpha * below + beta * belowNext];
    const previous = ratio;
    ratio = aboveNext / belowNext;
    if (Math.abs(ratio - previous) <= precision * ratio) break;
    // Only the ratio counts: this keeps the terms in range.
    [above, below, aboveNext, belowNext] = [above / belowNext, below / belowNext, ratio, 1];
  }
  return ratio;
}
