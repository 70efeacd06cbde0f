import { noncentralTCdf } from './noncentral-t.js';
import { studentQuantile } from './student-t.js';

/** How sure a mean difference is. */
export interface Precision {
  readonly standardError: number;
  readonly df: number;
}

/**
 * Chance that the two-sided test finds a difference that is truly so large. It is stated for
 * differences that are chosen beforehand: the power at the difference that was observed is another
 * way to write p, and two to three times too high where the difference came out large by chance.
 */
export function powerAt(
  difference: number,
  { standardError, df }: Precision,
  level: number,
): number {
  if (standardError === 0) return difference === 0 ? 0 : 1;
  return powerOfShift(Math.abs(difference) / standardError, df, level);
}

/** The least true difference that the test finds with the wished power. */
export function smallestDetectable(
  { standardError, df }: Precision,
  level: number,
  power: number,
): number {
  let [low, high] = [0, 1];
  while (powerOfShift(high, df, level) < power) [low, high] = [high, 2 * high];
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (powerOfShift(middle, df, level) < power) low = middle;
    else high = middle;
  }
  return high * standardError;
}

/** @param shift the true difference over its standard error: the non-centrality of t */
function powerOfShift(shift: number, df: number, level: number): number {
  const critical = studentQuantile(1 - level / 2, df);
  return 1 - noncentralTCdf(critical, df, shift) + noncentralTCdf(-critical, df, shift);
}
