/*
 * Sums in the order in which NumPy adds, so that two candidates that tie there tie here too. A
 * difference in the last bit would send a lesion to another fold.
 */

const blockLength = 128;
const lanes = 8;

/** Sum of contiguous numbers: in sequence below 8, in 8 lanes up to 128, by halves above. */
export function pairwiseSum(values: Float64Array, from = 0, length = values.length): number {
  if (length < lanes) return sequentialSum(values, from, length, 0);
  if (length > blockLength) {
    const half = Math.floor(length / 2);
    const first = half - (half % lanes);
    return pairwiseSum(values, from, first) + pairwiseSum(values, from + first, length - first);
  }
  return laneSum(values, from, length);
}

/** `numpy.mean` of contiguous numbers. */
export function mean(values: Float64Array): number {
  return pairwiseSum(values) / values.length;
}

/** `numpy.std` (population) of contiguous numbers. */
export function contiguousStd(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))));
}

/** `numpy.std` (population) down one column of a table of several columns: added row by row. */
export function columnStd(values: Float64Array): number {
  const centre = sequentialSum(values, 0, values.length, 0) / values.length;
  let squares = 0;
  for (const value of values) squares += (value - centre) * (value - centre);
  return Math.sqrt(squares / values.length);
}

/** `numpy.isclose` with its usual tolerances, for two finite numbers or an infinite `b`. */
export function isClose(a: number, b: number): boolean {
  return Number.isFinite(b) && Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);
}

function sequentialSum(values: Float64Array, from: number, length: number, start: number): number {
  let sum = start;
  for (let i = from; i < from + length; i++) sum += values[i] as number;
  return sum;
}

function laneSum(values: Float64Array, from: number, length: number): number {
  const lane = values.slice(from, from + lanes);
  const whole = length - (length % lanes);
  for (let i = lanes; i < whole; i++) {
    lane[i % lanes] = (lane[i % lanes] as number) + (values[from + i] as number);
  }
  const [a, b, c, d, e, f, g, h] = lane as unknown as LaneSums;
  const sum = a + b + (c + d) + (e + f + (g + h));
  return sequentialSum(values, from + whole, length - whole, sum);
}

type LaneSums = readonly [number, number, number, number, number, number, number, number];
