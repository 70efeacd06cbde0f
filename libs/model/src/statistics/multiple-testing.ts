/**
 * p-values of a family of tests, adjusted by Holm's step-down method, in the order given: the
 * chance of even one false discovery stays below the level.
 */
export function adjustHolm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const adjusted = new Array<number>(p.length).fill(1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (p.length - rank) * (p[index] as number)));
    adjusted[index] = largest;
  });
  return adjusted;
}
