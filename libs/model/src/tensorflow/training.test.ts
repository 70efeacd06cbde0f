import { variantConfigSchema, type VariantConfig } from '@crossfold/contracts';
import { hashTensors, type TensorMap } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { buildClassifier } from '../classifier.js';
import { isTrainable } from '../network/network.js';
import { initialiseParameters } from '../weights/initialise.js';
import { createEagerPredictor } from './eager-predictor.js';
import { createEagerSession } from './eager-session.js';
import { createSession } from './graph/create-session.js';
import type { TrainingBatch, TrainingSessionOptions } from './training-session.js';

const sizePx = 32;
const config: VariantConfig = variantConfigSchema.parse({
  model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [16] },
});
const classifier = buildClassifier(config.model, 7);
const options: TrainingSessionOptions = {
  classifier,
  loss: config.loss,
  optimiser: config.training.optimiser,
  clipNorm: null,
  emaDecay: null,
  precision: 'float32',
  trainable: 'all',
  classWeights: new Float32Array(7).fill(1),
  seed: 11,
  tensors: initialiseParameters(classifier, 1),
  stepsDone: 0,
};

function randomBatch(key: number, images = 8): TrainingBatch {
  const stream = randomStream('batch', key);
  const transforms = new Float32Array(images * 8);
  for (let i = 0; i < images; i++) transforms.set([1, 0, i / 4, 0, 1, -i / 8, 0, 0], i * 8);
  return {
    images: Uint8Array.from({ length: images * sizePx * sizePx * 3 }, () => stream.integer(256)),
    labels: Int32Array.from({ length: images }, () => stream.integer(7)),
    augmentation: { transforms, cutouts: new Float32Array(images * 4) },
  };
}

function changedNames(before: TensorMap, after: TensorMap): string[] {
  return [...before.keys()].filter(
    (name) =>
      before.get(name)?.data.some((value, i) => value !== after.get(name)?.data[i]) ?? false,
  );
}

describe.each([
  ['reference', createEagerSession],
  ['training', createSession],
])('the %s session', (_, create) => {
  it('gives every trainable parameter a gradient and moves all statistics', () => {
    const session = create(options);
    session.step(randomBatch(1), 1e-3);
    const changed = new Set(changedNames(options.tensors, session.read('parameters')));
    session.dispose();
    for (const { name, role } of [
      ...classifier.backbone.parameters,
      ...classifier.head.parameters,
    ]) {
      expect(changed.has(name), name).toBe(role !== 'absorbedBias');
    }
  });

  it('leaves the backbone alone while it trains the head', () => {
    const session = create({ ...options, trainable: 'head' });
    session.step(randomBatch(1), 1e-3);
    const changed = changedNames(options.tensors, session.read('parameters'));
    session.dispose();
    expect(changed.sort()).toEqual(
      classifier.head.parameters
        .filter(isTrainable)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('learns a batch by heart', () => {
    const session = create(options);
    const batch = randomBatch(2);
    const losses = Array.from({ length: 60 }, () => session.step(batch, 3e-3).loss);
    session.dispose();
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 5);
  });

  it('goes on from what it gave as if it had not stopped', () => {
    const whole = create(options);
    const first = create(options);
    for (let step = 0; step < 3; step++) {
      whole.step(randomBatch(step), 1e-3);
      first.step(randomBatch(step), 1e-3);
    }
    const { stepsDone } = first;
    const second = create({ ...options, tensors: first.read('all'), stepsDone });
    for (let step = 3; step < 6; step++) {
      whole.step(randomBatch(step), 1e-3);
      second.step(randomBatch(step), 1e-3);
    }
    expect(hashTensors(second.read('all'))).toBe(hashTensors(whole.read('all')));
    for (const session of [whole, first, second]) session.dispose();
  });

  it('takes a smaller batch in between', () => {
    const session = create(options);
    for (const images of [8, 3, 8, 3]) {
      expect(Number.isFinite(session.step(randomBatch(images, images), 1e-3).loss)).toBe(true);
    }
    expect(session.stepsDone).toBe(4);
    session.dispose();
  });

  it('fails by name when the loss is no number', () => {
    const kernel = options.tensors.get('head_logits/kernel');
    const broken = new Map(options.tensors).set('head_logits/kernel', {
      shape: kernel?.shape ?? [],
      data: new Float32Array(kernel?.data.length ?? 0).fill(NaN),
    });
    const session = create({ ...options, tensors: broken });
    expect(() => session.step(randomBatch(1), 1e-3)).toThrow(/finite loss/);
    session.dispose();
  });

  it('leaks no tensors', () => {
    const session = create(options);
    session.step(randomBatch(0), 1e-3);
    const before = tf.memory().numTensors;
    for (let step = 1; step < 6; step++) session.step(randomBatch(step), 1e-3);
    expect(tf.memory().numTensors).toBe(before);
    session.dispose();
  });
});

describe('createPredictor', () => {
  const predictor = createEagerPredictor(classifier, options.tensors);
  const { images } = randomBatch(5, 2);

  it('gives probabilities that sum to one', () => {
    const probabilities = predictor.predict(images, 2, 'none');
    for (const row of [0, 1]) {
      const sum = probabilities.subarray(row * 7, row * 7 + 7).reduce((total, p) => total + p, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it('does not see how an image lies when it looks at all eight views', () => {
    const turned = tf.tidy(() => {
      const pixels = tf.tensor4d(images, [2, sizePx, sizePx, 3], 'int32');
      return Uint8Array.from(tf.reverse4d(tf.transpose(pixels, [0, 2, 1, 3]), 1).dataSync());
    }) as unknown as Uint8Array;
    const upright = predictor.predict(images, 2, 'dihedral8');
    const rotated = predictor.predict(turned, 2, 'dihedral8');
    upright.forEach((p, i) => expect(Math.abs(p - (rotated[i] ?? NaN))).toBeLessThan(1e-6));
    expect(predictor.predict(turned, 2, 'none')).not.toEqual(predictor.predict(images, 2, 'none'));
  });
});
