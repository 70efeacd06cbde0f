export type Interval = [low: number, high: number];

/** 95 % of the values, linear between order statistics, as NumPy's default. Sorts them. */
export function percentileInterval(values: Float64Array): Interval {
  const sorted = values.sort();
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = sorted[Math.floor(position)] as number;
    const above = sorted[Math.ceil(position)] as number;
    return below + (above - below) * (position - Math.floor(position));
  };
  return [at(0.025), at(0.975)];
}
