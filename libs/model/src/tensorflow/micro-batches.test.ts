import { lossConfigSchema, type LossConfig } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { expect, it, describe } from 'vitest';
import { NetworkBuilder } from '../network/network-builder.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createEagerSession } from './eager-session.js';
import { createGraphSession } from './graph/graph-session.js';
import { microBatches } from './micro-batches.js';
import {
  randomBatch,
  relativeDifference,
  smallSizePx,
  smallTraining,
} from './small-training.fixture.js';
import type { TrainingBatch, TrainingSession } from './training-session.js';

/** Without batch statistics and dropout: what a batch gives is the sum of what its images give. */
function plainTraining(loss: Partial<LossConfig> = {}) {
  const builder = new NetworkBuilder('plain', [smallSizePx, smallSizePx, 3]);
  const conv = builder.conv('conv', 'input', {
    filters: 8,
    kernel: 3,
    strides: 4,
    padding: 'same',
  });
  const backbone = builder.build(builder.relu('relu', conv));
  const options = smallTraining({ model: { dropout: 0 }, loss: lossConfigSchema.parse(loss) });
  const head = new NetworkBuilder('head', backbone.outputShape);
  const logits = head.dense('head_logits', head.globalAveragePool('head_gap', 'input'), 7);
  const classifier = { ...options.classifier, backbone, head: head.build(logits) };
  return { ...options, classifier, tensors: initialiseParameters(classifier, 3) };
}

function mixed(batch: TrainingBatch): TrainingBatch {
  const count = batch.labels.length;
  return {
    ...batch,
    mixing: {
      // Neighbours, so that pieces of an even size hold both.
      permutation: Int32Array.from({ length: count }, (_, i) => Math.min(i ^ 1, count - 1)),
      boxes: new Float32Array(count * 4),
      pixelLambdas: Float32Array.from({ length: count }, (_, i) => i / count),
      lambdas: Float32Array.from({ length: count }, (_, i) => i / count),
    },
  };
}

function expectSame(found: TrainingSession, expected: TrainingSession, tolerance: number): void {
  const values = expected.read('all');
  const others = found.read('all');
  expect([...others.keys()].sort()).toEqual([...values.keys()].sort());
  for (const [name, { data }] of values) {
    const other = others.get(name)?.data ?? new Float32Array();
    expect(relativeDifference(data, other), name).toBeLessThan(tolerance);
  }
}

describe.each([
  ['graph', createGraphSession],
  ['eager', createEagerSession],
])('a %s session with accumulated gradients', (_, create) => {
  it.each([
    ['means over images', { reduction: 'batchMean' }, 4],
    ['means over weights', { reduction: 'weightedMean' }, 4],
    ['uneven pieces', { reduction: 'weightedMean' }, 6],
  ] as const)('makes the updates of the whole batch: %s', (_name, loss, microBatchSize) => {
    const options = { ...plainTraining(loss), clipNorm: 0.5, emaDecay: 0.9 };
    const whole = create(options);
    const pieces = create({ ...options, microBatchSize });
    for (const [key, images] of [8, 8, 3, 8].entries()) {
      const batch = mixed(randomBatch(key, images));
      const expected = whole.step(batch, 1e-2);
      const found = pieces.step(batch, 1e-2);
      expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
      expect(found.correct).toBe(expected.correct);
    }
    expect(pieces.stepsDone).toBe(4);
    expectSame(pieces, whole, 1e-4);
    whole.dispose();
    pieces.dispose();
  });

  it('goes on from what it gave as if it had not stopped', () => {
    const options = smallTraining({ microBatchSize: 3, clipNorm: 1 });
    const whole = create(options);
    const first = create(options);
    for (const key of [0, 1]) for (const s of [whole, first]) s.step(randomBatch(key), 1e-3);
    const { stepsDone } = first;
    const second = create({ ...options, tensors: first.read('all'), stepsDone });
    for (const key of [2, 3]) for (const s of [whole, second]) s.step(randomBatch(key), 1e-3);
    expect(hashTensors(second.read('all'))).toBe(hashTensors(whole.read('all')));
    for (const session of [whole, first, second]) session.dispose();
  });
});

it('has the same dropout, statistics and updates compiled as eager, with no tensor left over', () => {
  const options = smallTraining({ microBatchSize: 3, clipNorm: 0.5 });
  const before = tf.memory().numTensors;
  const eager = createEagerSession(options);
  const graph = createGraphSession(options);
  graph.prepare({
    batchSizes: [8, 5],
    augmentation: { transforms: 8, cutouts: 4 },
    predictionBatch: 8,
  });
  for (const [key, images] of [8, 5, 8, 2].entries()) {
    const batch = randomBatch(key, images);
    const expected = eager.step(batch, 1e-3);
    const found = graph.step(batch, 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
    expect(found.correct).toBe(expected.correct);
  }
  expectSame(graph, eager, 1e-3);
  eager.dispose();
  graph.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('cuts a batch into consecutive pieces whose shares add up to one', () => {
  const weighting = { reduction: 'weightedMean', classWeights: [1, 2, 0.5, 3, 1, 0.2, 4] } as const;
  const batch = mixed(randomBatch(1, 10));
  const pieces = microBatches(batch, 4, weighting);
  expect(pieces.map((piece) => piece.batch.labels.length)).toEqual([4, 4, 2]);
  expect(pieces.flatMap((piece) => [...piece.batch.labels])).toEqual([...batch.labels]);
  expect(pieces.flatMap((piece) => [...piece.batch.images])).toEqual([...batch.images]);
  expect(pieces.reduce((sum, { share }) => sum + (share ?? NaN), 0)).toBeCloseTo(1, 12);
});

it('refuses to mix images that are not computed together', () => {
  const batch = mixed(randomBatch(1, 6));
  const weighting = { reduction: 'batchMean', classWeights: [] } as const;
  expect(() => microBatches(batch, 3, weighting)).toThrow(/permutation from 0 to 2.* got 1, 0, 3/);
});
