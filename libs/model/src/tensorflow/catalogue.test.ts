import { optimiserConfigSchema, variantConfigSchema } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it, vi } from 'vitest';
import { backboneNames } from '../catalogue/catalogue.js';
import { buildClassifier } from '../classifier.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createEagerPredictor } from './eager-predictor.js';
import { createEagerSession } from './eager-session.js';
import { createPredictor } from './graph/create-predictor.js';
import { createGraphPredictor } from './graph/graph-predictor.js';
import { createGraphSession } from './graph/graph-session.js';
import { parameterGradients } from './parameter-gradients.js';
import { runNetwork } from './run-network.js';
import { trainableNames } from './training-step.js';

vi.setConfig({ testTimeout: 120_000 });

const sizePx = 64;
const images = 3;

describe.each(backboneNames)('%s on TensorFlow', (backbone) => {
  const config = variantConfigSchema.parse({
    model: { backbone, imageSizePx: sizePx, hiddenUnits: [8], dropout: 0.2 },
  });
  const classifier = buildClassifier(config.model, 7);
  const options = {
    classifier,
    loss: config.loss,
    optimiser: optimiserConfigSchema.parse({ epsilon: 1 }),
    clipNorm: null,
    emaDecay: null,
    precision: 'float32',
    trainable: 'all',
    classWeights: new Float32Array(7).fill(1),
    seed: 11,
    tensors: initialiseParameters(classifier, 1),
    stepsDone: 0,
  } as const;
  const stream = randomStream('images', backbone);
  const pixels = Uint8Array.from({ length: images * sizePx * sizePx * 3 }, () =>
    stream.integer(256),
  );
  const batch = { images: pixels, labels: Int32Array.of(0, 3, 6), augmentation: null };

  it('gives finite features of the stated shape', () => {
    const input = { shape: [images, sizePx, sizePx, 3], data: Float32Array.from(pixels) };
    const { backbone: network } = classifier;
    const features = runNetwork(network, options.tensors, input).get(network.output);
    expect(features?.shape).toEqual([images, ...network.outputShape]);
    expect(features?.data.every(Number.isFinite)).toBe(true);
  });

  it('gives every trainable parameter a finite gradient, and leaks no tensors', () => {
    const before = tf.memory().numTensors;
    const { gradients } = parameterGradients(options, batch);
    expect(tf.memory().numTensors).toBe(before);
    expect([...gradients.keys()]).toEqual(trainableNames(options));
    for (const [name, { data }] of gradients) {
      expect(data.every(Number.isFinite), name).toBe(true);
      expect(
        data.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
  });

  it('takes the same step in the traced graph, dropout included, and leaks no tensors', () => {
    const before = tf.memory().numTensors;
    const [eager, graph] = [createEagerSession, createGraphSession].map((create) => {
      const session = create(options);
      const { loss } = session.step(batch, 1e-3);
      const after = session.read('parameters');
      session.dispose();
      return { loss, after };
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(Math.abs((graph?.loss ?? NaN) / (eager?.loss ?? NaN) - 1)).toBeLessThan(1e-3);
    // Random networks amplify the rounding of reordered sums, so that all changes are compared as one.
    let difference = 0;
    let length = 0;
    for (const [name, { data }] of eager?.after ?? []) {
      const first = options.tensors.get(name)?.data ?? new Float32Array();
      const found = graph?.after.get(name)?.data ?? new Float32Array();
      for (const [i, value] of data.entries()) {
        difference += (value - (found[i] ?? NaN)) ** 2;
        length += (value - (first[i] ?? NaN)) ** 2;
      }
    }
    expect(length).toBeGreaterThan(0);
    expect(Math.sqrt(difference / length)).toBeLessThan(0.02);
  });

  it('predicts the same in the traced graph, also with folded batch normalisation', () => {
    const [eager, graph, folded] = [
      createEagerPredictor,
      createGraphPredictor,
      createPredictor,
    ].map((create) => {
      const predictor = create(classifier, options.tensors);
      const probabilities = predictor.predict(pixels, images, 'none');
      predictor.dispose();
      return probabilities;
    });
    expect(graph).toHaveLength(images * 7);
    for (const [i, p] of (eager ?? []).entries()) {
      expect(Math.abs(p - (graph?.[i] ?? NaN))).toBeLessThan(1e-5);
      expect(Math.abs(p - (folded?.[i] ?? NaN))).toBeLessThan(1e-5);
    }
  });
});
