import { minProbability } from './calibration.js';
import type { PredictionTable } from './prediction-table.js';

/** Temperatures that a fit may give: outside, all answers are alike or all are certain. */
const [coldest, hottest] = [0.01, 100];

/**
 * Whether a temperature is a bound of the fit: `cold` where every answer was right, `hot` where the
 * probabilities were no better than equal ones. Neither is a best temperature.
 */
export function boundOf(temperature: number): 'cold' | 'hot' | null {
  if (temperature <= coldest) return 'cold';
  return temperature >= hottest ? 'hot' : null;
}

/**
 * The temperature that makes probabilities most likely when logits are divided by it (Guo et al.
 * 2017). It is to be fitted on the inner validation part, never on what it is scored with.
 *
 * The likelihood is concave in 1/T, so the root of its slope is found by halving. Logarithms of
 * probabilities serve as logits: they differ by a constant for each image.
 *
 * @returns between 0.01 and 100; an end where the best lies outside, as when all answers are right
 */
export function fitTemperature(table: PredictionTable): number {
  const logits = logarithms(table.probabilities);
  let [low, high] = [1 / hottest, 1 / coldest];
  if (slope(table, logits, low) >= 0) return hottest;
  if (slope(table, logits, high) <= 0) return coldest;
  while (high / low - 1 > 1e-14) {
    const middle = Math.sqrt(low * high);
    if (middle <= low || middle >= high) break;
    if (slope(table, logits, middle) < 0) low = middle;
    else high = middle;
  }
  return 1 / Math.sqrt(low * high);
}

/**
 * Probabilities with their logits divided by a temperature.
 *
 * @param probabilities [images, classes]
 * @returns [images, classes], rows summing to one
 */
export function applyTemperature(
  probabilities: Float64Array,
  classes: number,
  temperature: number,
): Float64Array {
  const scaled = logarithms(probabilities).map((logit) => logit / temperature);
  for (let start = 0; start < scaled.length; start += classes) {
    const row = scaled.subarray(start, start + classes);
    row.set(softmax(row));
  }
  return scaled;
}

/** d/d(1/T) of the sum of negative log-likelihoods: expected minus true logit. */
function slope(
  { images, classes, labels }: PredictionTable,
  logits: Float64Array,
  inverse: number,
) {
  let total = 0;
  for (let image = 0; image < images; image++) {
    const start = image * classes;
    let largest = -Infinity;
    for (let i = start; i < start + classes; i++) largest = Math.max(largest, logits[i] as number);
    let [sum, weighted] = [0, 0];
    for (let i = start; i < start + classes; i++) {
      const logit = logits[i] as number;
      const weight = Math.exp((logit - largest) * inverse);
      sum += weight;
      weighted += weight * logit;
    }
    total += weighted / sum - (logits[start + (labels[image] as number)] as number);
  }
  return total;
}

function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

function logarithms(probabilities: Float64Array): Float64Array {
  return probabilities.map((p) => Math.log(Math.max(p, minProbability)));
}
