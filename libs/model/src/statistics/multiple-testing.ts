/**
 * p-values of a family of tests, adjusted by Holm's step-down method, in the order given: the
 * chance of even one false discovery stays below the level.
 */
export function adjustHolm(p: readonly number[]): number[] {
  const adjusted = new Array<number>(p.length).fill(1);
  let largest = 0;
  ascending(p).forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (p.length - rank) * (p[index] as number)));
    adjusted[index] = largest;
  });
  return adjusted;
}

/**
 * The same by Benjamini and Hochberg's step-up method: the expected share of false discoveries
 * among all stays below the level, for tests that are independent or positively dependent.
 */
export function adjustBenjaminiHochberg(p: readonly number[]): number[] {
  const adjusted = new Array<number>(p.length).fill(1);
  let least = 1;
  ascending(p)
    .reverse()
    .forEach((index, fromLast) => {
      const rank = p.length - fromLast;
      least = Math.min(least, (p.length * (p[index] as number)) / rank);
      adjusted[index] = least;
    });
  return adjusted;
}

function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
}
