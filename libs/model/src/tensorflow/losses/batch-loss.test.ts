import { lossConfigSchema, type LossConfig } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { describe, expect, it } from 'vitest';
import { ldamMargins, logFrequencies } from '../../logit-shifts.js';
import { runLoss } from './run-loss.js';

const ham10000 = [327, 514, 1099, 115, 1113, 6705, 142];
const classWeights = [4.3753, 2.7835, 1.3018, 12.441, 1.2855, 0.2134, 10.0755];
const labels = [3, 5, 0, 6];
const logits = [
  [0.3, -1.2, 2.1, 0.7, 0, 1.4, -0.6],
  [1.1, 0.2, -0.4, 0, 2.2, 0.9, 0.1],
  [-2, 0.5, 0.5, 1, -0.3, 3.1, 0.4],
  [0, 0, 0, 0, 0, 0, 0],
];

type LossInput = Partial<LossConfig>;
const config = (changes: LossInput) => lossConfigSchema.parse({ name: 'crossEntropy', ...changes });

function run(changes: LossInput, z = logits, y = labels, weights = classWeights) {
  const input = { logits: z, labels: y, classWeights: weights, classCounts: ham10000 };
  return runLoss(config(changes), input);
}

/** One row for each kind of loss and each way to combine it. */
const losses: LossInput[] = [
  { name: 'crossEntropy' },
  { name: 'crossEntropy', labelSmoothing: 0.1, reduction: 'weightedMean' },
  ...[0, 0.5, 1, 2, 5].map((gamma) => ({ name: 'focal' as const, gamma })),
  { name: 'focal', labelSmoothing: 0.2, logitAdjustment: 1 },
  { name: 'crossEntropy', logitAdjustment: 1.5, reduction: 'weightedMean' },
  { name: 'ldam' },
  { name: 'ldam', reduction: 'weightedMean', maxMargin: 3 },
  ...[0.001, 0.3, 0.7, 1].map((q) => ({ name: 'gce' as const, q })),
];

describe('batchLoss', () => {
  it('divides by the batch, or by the sum of the weights', () => {
    const single = logits.map((row, i) => {
      const sum = row.reduce((total, z) => total + Math.exp(z), 0);
      return Math.log(sum) - (row[labels[i] as number] as number);
    });
    const weights = labels.map((label) => classWeights[label] as number);
    const weighted = single.reduce((sum, loss, i) => sum + loss * (weights[i] as number), 0);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(run({ reduction: 'batchMean' }).loss).toBeCloseTo(weighted / 4, 4);
    expect(run({ reduction: 'weightedMean' }).loss).toBeCloseTo(weighted / total, 5);
  });

  it.each(losses)('has the gradient of its value: %o', (changes) => {
    const { gradient } = run(changes);
    const h = 0.02;
    for (const [i, row] of logits.entries()) {
      for (const j of row.keys()) {
        const shifted = (by: number) =>
          logits.map((other, k) => (k === i ? other.map((z, c) => (c === j ? z + by : z)) : other));
        const slope = (run(changes, shifted(h)).loss - run(changes, shifted(-h)).loss) / (2 * h);
        expect(Math.abs((gradient[i]?.[j] ?? NaN) - slope)).toBeLessThan(2e-3);
      }
    }
  });

  it.each(losses)('stays finite for logits up to 1e4: %o', (changes) => {
    const extremes = [
      [1e4, -1e4, 0, 0, 0, 0, 0],
      [-1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4],
      [50, 0, -50, 17, 1e4, -1e4, 88],
      [0, 0, 0, 0, 0, 0, 0],
    ];
    for (let label = 0; label < 7; label++) {
      const { loss, gradient } = run(changes, extremes, [label, label, label, label]);
      expect(Number.isFinite(loss)).toBe(true);
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(gradient.flat().every(Number.isFinite)).toBe(true);
    }
  });

  it('is zero, not a quotient of zeros, for a batch of classes without weight', () => {
    const found = run({ reduction: 'weightedMean' }, logits, labels, [0, 0, 0, 0, 0, 0, 0]);
    expect(found.loss).toBe(0);
    expect(found.gradient.flat().every((g) => g === 0)).toBe(true);
  });

  it('asks for class counts where the loss needs them, and keeps no tensors', () => {
    const input = { logits, labels, classWeights };
    expect(() => runLoss(config({ name: 'ldam' }), input)).toThrow(/class counts/);
    const before = tf.memory().numTensors;
    run({ name: 'ldam' });
    run({ name: 'focal', logitAdjustment: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('logit shifts', () => {
  it('are the published ones for HAM10000', () => {
    const frequencies = [-3.4219, -2.9696, -2.2097, -4.4669, -2.197, -0.4012, -4.256];
    const margins = [0.385, 0.3439, 0.2844, 0.5, 0.2835, 0.1809, 0.4743];
    logFrequencies(ham10000).forEach((value, c) => {
      expect(value).toBeCloseTo(frequencies[c] as number, 4);
    });
    ldamMargins(ham10000, 0.5).forEach((value, c) => {
      expect(Math.abs(value - (margins[c] as number))).toBeLessThan(6e-5);
    });
  });

  it('are finite for a class without images', () => {
    expect(logFrequencies([3, 0]).every(Number.isFinite)).toBe(true);
    expect(Array.from(ldamMargins([16, 0], 10))).toEqual([5, 10]);
  });
});
