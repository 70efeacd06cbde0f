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

/** The least true difference that the test finds with the target power. */
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
  // So far out the power is 1 to the last bit, and the series of the distribution has no end. Cells
  // whose differences agree but for rounding get there.
  if (shift > 40 * Math.max(1, critical)) return 1;
  return 1 - noncentralTCdf(critical, df, shift) + noncentralTCdf(-critical, df, shift);
}
