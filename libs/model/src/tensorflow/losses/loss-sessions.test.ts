import { optimiserConfigSchema, variantConfigSchema, type LossConfig } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { classWeights } from '../../class-weights.js';
import { buildClassifier } from '../../classifier.js';
import { initialiseParameters } from '../../weights/initialise.js';
import { createEagerSession } from '../eager-session.js';
import { createGraphSession } from '../graph/graph-session.js';
import type { TrainingBatch, TrainingSessionOptions } from '../training-session.js';

const sizePx = 32;
const counts = Float64Array.of(12, 7, 30, 2, 30, 190, 3);

function sessionOptions(loss: Partial<LossConfig>): TrainingSessionOptions {
  const model = { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [16], dropout: 0 };
  const config = variantConfigSchema.parse({ model, loss });
  const classifier = buildClassifier(config.model, 7);
  return {
    classifier,
    loss: config.loss,
    // With a small ε, rounding decides the direction of parameters with next to no gradient.
    optimiser: optimiserConfigSchema.parse({ epsilon: 1e-2 }),
    trainable: 'all',
    clipNorm: null,
    emaDecay: null,
    precision: 'float32' as const,
    classWeights: classWeights(config.loss, counts),
    classCounts: counts,
    seed: 3,
    tensors: initialiseParameters(classifier, 1),
    stepsDone: 0,
  };
}

function randomBatch(key: number, images = 8): TrainingBatch {
  const stream = randomStream('loss-sessions.test', key);
  return {
    images: Uint8Array.from({ length: images * sizePx * sizePx * 3 }, () => stream.integer(256)),
    labels: Int32Array.from({ length: images }, (_, i) => (i + key) % 7),
    augmentation: null,
  };
}

function norm(values: Iterable<number>): number {
  return Math.hypot(...values);
}

it.each<Partial<LossConfig>>([
  { name: 'crossEntropy', classWeights: 'none' },
  { name: 'crossEntropy', classWeights: 'balanced', labelSmoothing: 0.1 },
  { name: 'crossEntropy', classWeights: 'sqrtInverse', reduction: 'weightedMean' },
  { name: 'focal', classWeights: 'effectiveNumber' },
  { name: 'focal', gamma: 0.5, classWeights: [1, 2, 0.5, 3, 1, 0.2, 4] },
  { name: 'focal', logitAdjustment: 1, classWeights: 'none' },
  { name: 'crossEntropy', logitAdjustment: 1, classWeights: 'none' },
  { name: 'ldam', classWeights: 'none' },
  { name: 'ldam', classWeights: 'effectiveNumber', reduction: 'weightedMean' },
  { name: 'gce', classWeights: 'sqrtInverse' },
])('trains the same in both sessions, and learns: %o', (loss) => {
  const options = sessionOptions(loss);
  const tensorsBefore = tf.memory().numTensors;
  const eager = createEagerSession(options);
  const graph = createGraphSession(options);
  // The last batch is smaller: another shape, another recording.
  for (const batch of [randomBatch(1), randomBatch(2), randomBatch(3), randomBatch(4, 5)]) {
    const expected = eager.step(batch, 1e-3);
    const found = graph.step(batch, 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
    expect(found.correct).toBe(expected.correct);
  }
  const trained = graph.read('parameters');
  for (const [name, { data }] of eager.read('parameters')) {
    const other = trained.get(name)?.data ?? new Float32Array(0);
    const apart = norm(data.map((value, i) => value - (other[i] ?? NaN)));
    expect(apart, name).toBeLessThan(1e-3 * Math.max(norm(data), 1e-3));
  }
  const batch = randomBatch(1);
  const losses = Array.from({ length: 15 }, () => graph.step(batch, 1e-2).loss);
  expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] as number));
  eager.dispose();
  graph.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});
