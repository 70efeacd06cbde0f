/**
 * The threshold that parts values into two classes with the greatest variance between them (Otsu
 * 1979, "A threshold selection method from gray-level histograms").
 *
 * @param values of 0 … 255
 * @returns the greatest value of the lower class; null where all values are equal
 */
export function otsuThreshold(values: Uint8Array): number | null {
  const histogram = new Float64Array(256);
  let sum = 0;
  for (const value of values) {
    histogram[value] = (histogram[value] as number) + 1;
    sum += value;
  }
  let [below, sumBelow, best, greatest]: [number, number, number | null, number] = [0, 0, null, 0];
  for (let level = 0; level < 255; level++) {
    below += histogram[level] as number;
    sumBelow += level * (histogram[level] as number);
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const gap = sumBelow / below - (sum - sumBelow) / above;
    const between = below * above * gap * gap;
    if (between > greatest) [best, greatest] = [level, between];
  }
  return best;
}
