import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { optimiserConfigSchema } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { initialiseParameters } from '../../weights/initialise.js';
import { createEagerSession } from '../eager-session.js';
import { randomBatch, relativeDifference, smallTraining } from '../small-training.fixture.js';
import type { Precision, TrainingSession, TrainingSessionOptions } from '../training-session.js';
import { createGraphSession } from './graph-session.js';

afterEach(() => vi.unstubAllEnvs());

interface Case extends Partial<TrainingSessionOptions> {
  readonly dropout?: number;
}

function sessionOptions({ dropout = 0.5, ...changes }: Case = {}): TrainingSessionOptions {
  return smallTraining({ model: { dropout }, ...changes });
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function train(session: TrainingSession, keys: readonly number[], learningRate = 1e-3): number[] {
  return keys.map((key) => session.step(randomBatch(key), learningRate).loss);
}

const twenty = Array.from({ length: 20 }, (_, i) => i);

it.each<Case>([
  { trainable: 'all', dropout: 0 },
  { trainable: 'all', dropout: 0.5 },
  { trainable: 'head', dropout: 0 },
  { trainable: 'head', dropout: 0.5 },
  { clipNorm: 0.5 },
  { emaDecay: 0.9 },
  { optimiser: optimiserConfigSchema.parse({ name: 'adamw', epsilon: 1e-2, weightDecay: 0.1 }) },
  { optimiser: optimiserConfigSchema.parse({ name: 'sgd' }) },
  { optimiser: optimiserConfigSchema.parse({ name: 'sgd', nesterov: true, momentum: 0.5 }) },
])('trains as the eager session does: %o', (options) => {
  const eager = createEagerSession(sessionOptions(options));
  const graph = createGraphSession(sessionOptions(options));
  graph.prepare({
    batchSizes: [8, 5],
    augmentation: { transforms: 8, cutouts: 4 },
    predictionBatch: 8,
  });
  for (const key of twenty) {
    const batch = randomBatch(key);
    const expected = eager.step(batch, 1e-3);
    const found = graph.step(batch, 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
    expect(found.correct).toBe(expected.correct);
  }
  const { images } = randomBatch(99);
  const probabilities = graph.predict(images, 8);
  for (const [i, p] of eager.predict(images, 8).entries()) {
    expect(probabilities[i]).toBeCloseTo(p, 4);
  }
  const expected = eager.read('all');
  const found = graph.read('all');
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, { shape, data }] of expected) {
    expect(found.get(name)?.shape, name).toEqual(shape);
    expect(relativeDifference(data, found.get(name)?.data ?? data), name).toBeLessThan(1e-3);
  }
  eager.dispose();
  graph.dispose();
});

it('takes a last, smaller batch, one image and a batch without augmentation, and goes on', () => {
  const eager = createEagerSession(sessionOptions());
  const graph = createGraphSession(sessionOptions());
  const batches = [
    randomBatch(1),
    randomBatch(2, 5),
    { ...randomBatch(3), augmentation: null },
    randomBatch(4, 1),
    randomBatch(5),
    randomBatch(6, 5),
  ];
  for (const batch of batches) {
    const expected = eager.step(batch, 1e-3).loss;
    expect(Math.abs(graph.step(batch, 1e-3).loss / expected - 1)).toBeLessThan(1e-5);
  }
  expect(graph.stepsDone).toBe(batches.length);
  eager.dispose();
  graph.dispose();
});

it('goes on bit for bit from what another session read, and repeats itself bit for bit', () => {
  const whole = createGraphSession(sessionOptions());
  const losses = train(whole, [1, 2, 3, 4]);

  const first = createGraphSession(sessionOptions());
  const before = train(first, [1, 2]);
  const second = createGraphSession({
    ...sessionOptions(),
    tensors: first.read('all'),
    stepsDone: first.stepsDone,
  });
  expect([...before, ...train(second, [3, 4])]).toEqual(losses);
  expect(hashTensors(second.read('all'))).toBe(hashTensors(whole.read('all')));
  for (const session of [whole, first, second]) session.dispose();
});

it('hands out the initial values before the first step, as copies', () => {
  const options = sessionOptions();
  const eager = createEagerSession(options);
  const graph = createGraphSession(options);
  const read = graph.read('all');
  expect(hashTensors(read)).toBe(hashTensors(eager.read('all')));
  for (const { data } of read.values()) data.fill(7);
  expect(hashTensors(graph.read('all'))).toBe(hashTensors(eager.read('all')));
  eager.dispose();
  graph.dispose();
});

it('leaves what it was given unchanged', () => {
  const options = sessionOptions();
  const before = hashTensors(options.tensors);
  const graph = createGraphSession(options);
  train(graph, [1, 2, 3], 0.1);
  expect(hashTensors(options.tensors)).toBe(before);
  graph.dispose();
});

describe('in bfloat16', () => {
  const sgd = optimiserConfigSchema.parse({ name: 'sgd', momentum: 0 });
  const options: Case = { dropout: 0, optimiser: sgd };

  /** Loss and parameters after some steps, and how far each parameter has moved. */
  function trained(precision: Precision, keys: readonly number[], more: Case = {}) {
    const given = sessionOptions({ ...options, precision, ...more });
    const session = createGraphSession(given);
    const losses = train(session, keys, 1e-2);
    const parameters = session.read('parameters');
    session.dispose();
    const moved = new Map(
      [...parameters].map(([name, { data }]) => [
        name,
        data.map((value, i) => value - (given.tensors.get(name)?.data[i] ?? 0)),
      ]),
    );
    return { losses, parameters, moved };
  }

  it('takes the step of float32 within its eight bits, on float32 variables', () => {
    const full = trained('float32', [1]);
    const half = trained('bfloat16', [1]);
    expect(half.losses).not.toEqual(full.losses);
    expect(Math.abs((half.losses[0] ?? NaN) / (full.losses[0] ?? NaN) - 1)).toBeLessThan(0.01);
    for (const [name, change] of full.moved) {
      const found = half.moved.get(name) ?? new Float32Array();
      // The head sees features with eight bits. Further down rounding also decides which of two
      // almost equal values a pool or a ReLU lets through, so that only the direction is the same.
      if (name.startsWith('head_')) {
        expect(relativeDifference(change, found), name).toBeLessThan(0.05);
      } else if (change.some((value) => value !== 0)) {
        expect(cosine(change, found), name).toBeGreaterThan(0.95);
      }
    }
    const { data } = half.parameters.get('head_logits/kernel') ?? { data: new Float32Array() };
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    expect(words.some((word) => (word & 0xffff) !== 0)).toBe(true);
  });

  it('trains on batches of several sizes and predicts, all on the same variables', () => {
    const session = createGraphSession(sessionOptions({ ...options, precision: 'bfloat16' }));
    session.prepare({
      batchSizes: [8, 3],
      augmentation: { transforms: 8, cutouts: 4 },
      predictionBatch: 8,
    });
    const losses = [8, 3, 8].map(
      (images, key) => session.step(randomBatch(key, images), 1e-2).loss,
    );
    const reference = createGraphSession(sessionOptions(options));
    for (const [key, images] of [8, 3, 8].entries()) {
      const { loss } = reference.step(randomBatch(key, images), 1e-2);
      expect(Math.abs((losses[key] ?? NaN) / loss - 1)).toBeLessThan(0.05);
    }
    const { images } = randomBatch(9);
    const found = session.predict(images, 8);
    for (const [i, p] of reference.predict(images, 8).entries()) {
      expect(Math.abs((found[i] ?? NaN) - p)).toBeLessThan(0.05);
    }
    session.dispose();
    reference.dispose();
  });

  // One training drifts by some per cent where rounding decides; the mean of several does not.
  it('learns as float32 does, whatever the weights that it begins with', () => {
    const meanLoss = (precision: Precision) => {
      const { classifier } = sessionOptions(options);
      const losses = Array.from({ length: 8 }, (_, seed) => {
        const tensors = initialiseParameters(classifier, seed);
        return trained(precision, twenty, { tensors }).losses;
      }).flat();
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    };
    expect(Math.abs(meanLoss('bfloat16') / meanLoss('float32') - 1)).toBeLessThan(0.01);
  });
});

it('fails the trial by name when the loss is not finite', () => {
  const graph = createGraphSession(sessionOptions());
  expect(() => train(graph, twenty, 1e30)).toThrow(/expected a finite loss at step/);
  graph.dispose();
});

it('leaves no files behind', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'graph-session-test-'));
  vi.stubEnv('TMPDIR', folder);
  const graph = createGraphSession(sessionOptions());
  train(graph, [1]);
  expect(readdirSync(folder)).toEqual([]);
  graph.dispose();
  rmSync(folder, { recursive: true });
});
