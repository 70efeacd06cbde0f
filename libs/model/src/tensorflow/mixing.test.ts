import { lossConfigSchema, variantConfigSchema, type LossConfig } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { buildClassifier } from '../classifier.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createEagerSession } from './eager-session.js';
import { createGraphSession } from './graph/graph-session.js';
import { mixImages, uploadMixing } from './mixing.js';
import { runLoss } from './losses/run-loss.js';
import type { TrainingBatch } from './training-session.js';

describe('mixImages', () => {
  it('blends with another image outside the box and shows that alone inside', () => {
    const values = tf.tidy(() => {
      const images = tf.tensor4d([0, 1, 2, 3, 10, 11, 12, 13], [2, 2, 2, 1]);
      const mixing = {
        permutation: Int32Array.of(1, 0),
        // The left column of the first image; no box in the second.
        boxes: Float32Array.of(0, 0, 2, 1, 0, 0, 0, 0),
        pixelLambdas: Float32Array.of(1, 0.75),
        lambdas: Float32Array.of(0.5, 0.75),
      };
      return mixImages(images, uploadMixing(mixing, Int32Array.of(3, 4))).dataSync();
    });
    expect(Array.from(values as Float32Array)).toEqual([10, 1, 12, 3, 7.5, 8.5, 9.5, 10.5]);
  });
});

describe('the loss of mixed images', () => {
  const logits = [
    [1, -0.5, 0.3],
    [0.2, 0.9, -1],
  ];
  const classWeights = [1, 2, 4];
  const classCounts = [5, 3, 1];
  const own = { logits, labels: [0, 1], classWeights, classCounts };
  const permutation = { ...own, labels: [1, 2] };
  const mixed = { ...own, mixing: { permutedLabels: [1, 2], lambdas: [0.3, 0.3] } };

  it.each<Partial<LossConfig>>([
    { name: 'crossEntropy', labelSmoothing: 0.1 },
    { name: 'focal', logitAdjustment: 1 },
    { name: 'ldam' },
  ])('is that of either class with its share: %o', (changes) => {
    const config = lossConfigSchema.parse(changes);
    const expected = 0.3 * runLoss(config, own).loss + 0.7 * runLoss(config, permutation).loss;
    expect(runLoss(config, mixed).loss).toBeCloseTo(expected, 4);
  });

  it('divides by the mixed weights too, and a share of one is the image alone', () => {
    const config = lossConfigSchema.parse({ reduction: 'weightedMean' });
    const [one, other] = [runLoss(config, own).loss * 3, runLoss(config, permutation).loss * 6];
    const expected = (0.3 * one + 0.7 * other) / (0.3 * 3 + 0.7 * 6);
    expect(runLoss(config, mixed).loss).toBeCloseTo(expected, 5);
    const alone = { ...mixed, mixing: { ...mixed.mixing, lambdas: [1, 1] } };
    expect(runLoss(config, alone)).toEqual(runLoss(config, own));
  });
});

const sizePx = 32;
const config = variantConfigSchema.parse({
  model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [16], dropout: 0 },
});

function sessionOptions() {
  const classifier = buildClassifier(config.model, 7);
  return {
    classifier,
    loss: config.loss,
    // With a small ε, rounding decides the direction of parameters with next to no gradient.
    optimiser: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-2 } as const,
    clipNorm: null,
    emaDecay: null,
    precision: 'float32' as const,
    trainable: 'all' as const,
    classWeights: Float32Array.of(1, 2, 0.5, 3, 1, 0.2, 4),
    seed: 3,
    tensors: initialiseParameters(classifier, 1),
    stepsDone: 0,
  };
}

function mixedBatch(key: number, images: number): TrainingBatch {
  const stream = randomStream('mixing.test', key);
  const boxes = new Float32Array(images * 4);
  for (let i = 0; i < images; i += 2) boxes.set([3, 5, 20, 5 + stream.integer(20)], i * 4);
  const share = () => Float32Array.from({ length: images }, () => stream.uniform());
  return {
    images: Uint8Array.from({ length: images * sizePx * sizePx * 3 }, () => stream.integer(256)),
    labels: Int32Array.from({ length: images }, () => stream.integer(7)),
    augmentation: null,
    mixing: {
      permutation: Int32Array.from(stream.permutation(images)),
      boxes,
      pixelLambdas: share(),
      lambdas: share(),
    },
  };
}

it('trains the same in both sessions, mixed and not in turn', () => {
  const eager = createEagerSession(sessionOptions());
  const graph = createGraphSession(sessionOptions());
  graph.prepare({ batchSizes: [8], augmentation: null, isMixed: true, predictionBatch: 8 });
  const unmixed = { ...mixedBatch(3, 8), mixing: null };
  const losses = [mixedBatch(1, 8), mixedBatch(2, 8), unmixed, mixedBatch(4, 5)].map((batch) => {
    const expected = eager.step(batch, 1e-3);
    const found = graph.step(batch, 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
    expect(found.correct).toBe(expected.correct);
    return found.loss;
  });
  eager.dispose();
  graph.dispose();
  const plain = createGraphSession(sessionOptions());
  const { loss } = plain.step({ ...mixedBatch(1, 8), mixing: null }, 1e-3);
  plain.dispose();
  expect(Math.abs((losses[0] as number) / loss - 1)).toBeGreaterThan(1e-3);
});
