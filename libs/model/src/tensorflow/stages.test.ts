import { optimiserConfigSchema } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { describe, expect, it } from 'vitest';
import { rateScales } from '../rate-scales.js';
import { trainedParameters } from '../trained-part.js';
import { averageWeights } from '../weights/average-weights.js';
import { createEagerSession } from './eager-session.js';
import { createGraphSession } from './graph/graph-session.js';
import { parameterGradients } from './parameter-gradients.js';
import { randomBatch, relativeDifference, smallTraining } from './small-training.fixture.js';

function changedNames(before: TensorMap, after: TensorMap): string[] {
  return [...before]
    .filter(([name, { data }]) => data.some((value, i) => value !== after.get(name)?.data[i]))
    .map(([name]) => name);
}

const sessions = [
  ['graph', createGraphSession],
  ['eager', createEagerSession],
] as const;

describe.each(sessions)('a %s session', (_, create) => {
  it.each([
    { trainable: { lastBlocks: 1 } },
    { trainable: { lastBlocks: 2 }, frozenBatchNorm: true },
    { trainable: 'all', frozenBatchNorm: true },
  ] as const)('changes what it trains and leaves all else as it was, bit for bit: %o', (part) => {
    const options = smallTraining({ ...part, model: { dropout: 0 } });
    const session = create(options);
    for (const key of [1, 2]) session.step(randomBatch(key), 1e-2);
    const changed = changedNames(options.tensors, session.read('parameters'));
    session.dispose();
    const statistics = part.frozenBatchNorm
      ? []
      : changed.filter((name) => /^block3.*_bn\/moving_/.test(name));
    expect(changed.sort()).toEqual(
      [...trainedParameters(options.classifier, part), ...statistics].sort(),
    );
    if (!part.frozenBatchNorm) expect(statistics).toHaveLength(6);
  });

  it.each([optimiserConfigSchema.parse({ name: 'sgd', momentum: 0 })])(
    'moves every parameter by its own rate: %o',
    (optimiser) => {
      const rates = { layerDecay: 0.5, backboneShare: 0.2 };
      const options = smallTraining({ optimiser, rates, model: { dropout: 0 } });
      const { gradients } = parameterGradients(options, randomBatch(1));
      const scales = rateScales(options.classifier, rates);
      const session = create(options);
      session.step(randomBatch(1), 0.5);
      const after = session.read('parameters');
      session.dispose();
      for (const [name, { data }] of gradients) {
        const before = options.tensors.get(name)?.data ?? data;
        const expected = before.map((w, i) => w - 0.5 * (scales.get(name) ?? NaN) * (data[i] ?? 0));
        const found = after.get(name)?.data ?? new Float32Array();
        expect(relativeDifference(expected, found), name).toBeLessThan(1e-6);
      }
    },
  );

  it('takes statistics anew as the mean over batches, without a look at the old ones', () => {
    const options = smallTraining({ model: { dropout: 0 } });
    const spoilt = new Map(
      [...options.tensors].map(([name, tensor]) => [
        name,
        name.includes('/moving_') ? { ...tensor, data: tensor.data.map(() => 77) } : tensor,
      ]),
    );
    const session = create({ ...options, tensors: spoilt });
    const batches = [1, 2, 3].map((key) => randomBatch(key));
    for (const batch of batches) session.observe(batch);
    const found = session.read('parameters');
    session.dispose();
    // One step from zero statistics shows those of the batch, by the share that it lets in.
    const zeroed = new Map(
      [...options.tensors].map(([name, tensor]) => [
        name,
        name.includes('/moving_') ? { ...tensor, data: tensor.data.map(() => 0) } : tensor,
      ]),
    );
    const moved = batches.map(
      (batch) => parameterGradients({ ...options, tensors: zeroed }, batch).movingStatistics,
    );
    for (const name of moved[0]?.keys() ?? []) {
      const ofBatches = moved.map((statistics) => statistics.get(name)?.data ?? new Float32Array());
      const mean = (ofBatches[0] as Float32Array).map(
        (_unused, i) => ofBatches.reduce((sum, data) => sum + (data[i] ?? NaN), 0) / 3 / (1 - 0.9),
      );
      const data = found.get(name)?.data ?? new Float32Array();
      expect(relativeDifference(mean, data), name).toBeLessThan(1e-5);
    }
    expect(changedNames(spoilt, found).sort()).toEqual([...(moved[0]?.keys() ?? [])].sort());
  });

  it('goes on observing where another session stopped', () => {
    const options = smallTraining();
    const whole = create(options);
    for (const key of [1, 2, 3]) whole.observe(randomBatch(key));
    const first = create(options);
    first.observe(randomBatch(1));
    const second = create({ ...options, tensors: first.read('parameters'), batchesObserved: 1 });
    for (const key of [2, 3]) second.observe(randomBatch(key));
    expect(changedNames(whole.read('parameters'), second.read('parameters'))).toEqual([]);
    for (const session of [whole, first, second]) session.dispose();
  });
});

it.each([
  { trainable: { lastBlocks: 2 } },
  { trainable: 'all', frozenBatchNorm: true, clipNorm: 0.5 },
  {
    rates: { layerDecay: 0.7, backboneShare: 0.3 },
    emaDecay: 0.9,
    optimiser: optimiserConfigSchema.parse({ name: 'adamw', epsilon: 1e-2, weightDecay: 0.1 }),
  },
  { rates: { layerDecay: 0.7, backboneShare: 1 }, microBatchSize: 3 },
] as const)('trains compiled as it does eagerly: %o', (changes) => {
  const options = smallTraining(changes);
  const eager = createEagerSession(options);
  const graph = createGraphSession(options);
  for (let key = 0; key < 10; key++) {
    const expected = eager.step(randomBatch(key), 1e-3);
    const found = graph.step(randomBatch(key), 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
  }
  const found = graph.read('all');
  for (const [name, { data }] of eager.read('all')) {
    expect(relativeDifference(data, found.get(name)?.data ?? data), name).toBeLessThan(1e-3);
  }
  eager.dispose();
  graph.dispose();
});

it('averages sets of weights one by one', () => {
  const set = (value: number) =>
    new Map([['w', { shape: [2], data: Float32Array.of(value, -value) }]]);
  const average = [1, 2, 6].reduce<TensorMap | null>(
    (before, value, i) => averageWeights(before, set(value), i + 1),
    null,
  );
  expect([...(average?.get('w')?.data ?? [])]).toEqual([3, -3]);
});
