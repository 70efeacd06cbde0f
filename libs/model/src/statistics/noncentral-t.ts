import { logGamma } from './gamma.js';
import { incompleteBeta } from './incomplete-beta.js';
import { normalCdf } from './normal.js';
import { studentCdf } from './student-t.js';

/**
 * P(T ≤ t) of the non-central t distribution: a mixture of incomplete beta functions with Poisson
 * weights (Lenth 1989, AS 243). Exact to about 1e-12.
 *
 * @param shift the non-centrality
 */
export function noncentralTCdf(t: number, df: number, shift: number): number {
  if (t < 0) return 1 - noncentralTCdf(-t, df, -shift);
  if (shift === 0) return studentCdf(t, df);
  const square = t * (t / df);
  const [x, y] = [square / (1 + square), 1 / (1 + square)];
  const rate = (shift * shift) / 2;
  // Poisson weights beyond ten standard deviations are less than rounding.
  const reach = 10 * Math.sqrt(rate) + 40;
  const weight = (j: number, half: number) =>
    Math.exp(-rate + j * Math.log(rate) - logGamma(j + 1 + half));
  let sum = 0;
  for (let j = Math.max(0, Math.floor(rate - reach)); j <= rate + reach; j++) {
    const even = weight(j, 0) * incompleteBeta(x, j + 0.5, df / 2, y);
    const odd = weight(j, 0.5) * incompleteBeta(x, j + 1, df / 2, y);
    sum += even + (shift / Math.SQRT2) * odd;
  }
  return Math.min(1, Math.max(0, normalCdf(-shift) + sum / 2));
}
