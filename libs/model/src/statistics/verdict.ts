/** What a comparison says of an arm. */
export type Verdict = 'helps' | 'hurts' | 'equal' | 'undecided';

/**
 * The verdict that an interval gives. "No difference" is none: an interval that holds 0 and reaches
 * beyond the margin leaves open whether there is one.
 *
 * @param isSignificant the adjusted p lies below its level: the interval excludes 0
 * @param margin differences within ± it make no practical difference
 */
export function verdictOf(
  mean: number,
  isSignificant: boolean,
  [low, high]: readonly [number, number],
  margin: number,
): Verdict {
  if (isSignificant) return mean > 0 ? 'helps' : 'hurts';
  return low > -margin && high < margin ? 'equal' : 'undecided';
}
