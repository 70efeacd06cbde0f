import { logBeta } from './gamma.js';
import { incompleteBeta } from './incomplete-beta.js';
import { normalQuantile } from './normal.js';

/** Two-sided p-value of a t statistic with `df` degrees of freedom. */
export function studentTwoSidedP(t: number, df: number): number {
  const square = t * (t / df);
  if (square === Infinity) return 0;
  return incompleteBeta(1 / (1 + square), df / 2, 0.5, square / (1 + square));
}

/** P(T ≤ t). */
export function studentCdf(t: number, df: number): number {
  const tail = studentTwoSidedP(t, df) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The t with P(T ≤ t) = p.
 *
 * @throws RangeError for p outside [0, 1]
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected p in [0, 1], got ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperPoint(p, df) : upperPoint(1 - p, df);
}

/** The t > 0 above which lies `tail` < ½: Newton's method on ln of the tail, kept in a bracket. */
function upperPoint(tail: number, df: number): number {
  const tailOf = (t: number) => studentTwoSidedP(t, df) / 2;
  let low = 0;
  let high = Math.max(1, 2 * Math.abs(normalQuantile(tail)));
  while (tailOf(high) > tail) [low, high] = [high, 2 * high];
  let t = Math.max(low, Math.abs(normalQuantile(tail)));
  for (let iteration = 0; iteration < 200; iteration++) {
    const found = tailOf(t);
    if (found > tail) low = t;
    else high = t;
    const step = (Math.log(found / tail) * found) / density(t, df);
    const isInside = t + step > low && t + step < high;
    const next = isInside ? t + step : (low + high) / 2;
    if (Math.abs(next - t) <= 2 * Number.EPSILON * t) return next;
    t = next;
  }
  return t;
}

function density(t: number, df: number): number {
  const logKernel = -((df + 1) / 2) * Math.log1p(t * (t / df));
  return Math.exp(logKernel - logBeta(df / 2, 0.5)) / Math.sqrt(df);
}
