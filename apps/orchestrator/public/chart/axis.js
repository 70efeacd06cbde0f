/**
 * Round values that cover a range, for the marks of an axis.
 *
 * @param {number} low
 * @param {number} high more than `low`
 * @param {number} most marks
 */
export function roundTicks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, text: value.toFixed(decimals).replace('-', '−') };
  });
}

/**
 * Maps a range to pixels.
 *
 * @param {readonly [number, number]} domain
 * @param {readonly [number, number]} pixels
 * @returns {(value: number) => number}
 */
export function scale([low, high], [from, to]) {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}
