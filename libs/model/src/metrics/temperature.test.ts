import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { negativeLogLikelihood } from './calibration.js';
import { tabulatePredictions, type PredictionTable } from './prediction-table.js';
import { applyTemperature, fitTemperature } from './temperature.js';

/** Labels drawn from the probabilities of logits that are then made `factor` times too large. */
function overconfident(factor: number, images = 2000): PredictionTable {
  const random = randomStream('temperature.test', factor);
  const rows = Array.from({ length: images }, () => [0, 0, 0].map(() => random.normal()));
  const softmax = (logits: number[]) => {
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    return logits.map((z) => Math.exp(z) / sum);
  };
  const labels = rows.map((row) => {
    const [first, second] = softmax(row) as [number, number];
    const drawn = random.uniform();
    return drawn < first ? 0 : drawn < first + second ? 1 : 2;
  });
  return tabulatePredictions({
    classes: ['akiec', 'bcc', 'bkl'],
    imageIds: [],
    labels,
    probabilities: rows.map((row) => softmax(row.map((z) => z * factor))),
  });
}

it.each([0.5, 1, 3])('finds by how much logits were too large: %d', (factor) => {
  expect(Math.abs(fitTemperature(overconfident(factor)) / factor - 1)).toBeLessThan(0.1);
});

it('lowers the likelihood loss, changes no answer, and leaves rows that sum to one', () => {
  const table = overconfident(3);
  const temperature = fitTemperature(table);
  const nll = (t: number) =>
    negativeLogLikelihood({ ...table, probabilities: applyTemperature(table.probabilities, 3, t) });
  expect(nll(temperature)).toBeLessThan(nll(1) - 0.1);
  for (const t of [0.99, 1.01]) expect(nll(temperature)).toBeLessThan(nll(temperature * t));
  const scaled = applyTemperature(table.probabilities, 3, temperature);
  table.predicted.forEach((c, image) => {
    const row = scaled.subarray(image * 3, image * 3 + 3);
    expect(row.indexOf(Math.max(...row))).toBe(c);
    expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });
});

it('ends at its bounds where no temperature is best', () => {
  const right = tabulatePredictions({
    classes: ['akiec', 'bcc'],
    imageIds: ['a', 'b'],
    labels: [0, 1],
    probabilities: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
  });
  expect(fitTemperature(right)).toBe(0.01);
  expect(fitTemperature({ ...right, labels: Int32Array.of(1, 0) })).toBe(100);
});
