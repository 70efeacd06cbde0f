import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantConfigSchema } from '@crossfold/contracts';
import {
  buildClassifier,
  countParameters,
  loadKerasWeights,
  type HostTensor,
  type TensorMap,
} from '@crossfold/model';
import { createEagerSession, createSession, runNetwork } from '@crossfold/model/tensorflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

const request = {
  size: 64,
  batch: 8,
  learning_rate: 1e-3,
  epsilon: 1,
  class_weights: [1, 2, 0.5, 3, 1, 0.2, 4],
};
const config = variantConfigSchema.parse({
  model: { imageSizePx: request.size, hiddenUnits: [], dropout: 0 },
  loss: { name: 'crossEntropy' },
});
const classifier = buildClassifier(config.model, 7);

interface KerasAnswer {
  readonly shapes: Record<string, number[]>;
  readonly loss: number;
  readonly parameters: number;
}

describe('ResNet50 beside real Keras', () => {
  let folder: string;
  let keras: KerasAnswer;
  let backboneWeights: TensorMap;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-keras-'));
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./keras_resnet50.py', import.meta.url).pathname;
    keras = await runPython<KerasAnswer>(python, script, { folder, ...request });
    const loaded = await loadKerasWeights(join(folder, 'resnet50.h5'), classifier.backbone);
    backboneWeights = loaded.tensors;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function readArray(name: string): Promise<HostTensor> {
    const bytes = await readFile(join(folder, name.replaceAll('/', '__')));
    const data = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    );
    return { shape: keras.shapes[name] ?? [], data };
  }

  it('has as many parameters', () => {
    expect(countParameters(classifier.backbone)).toBe(keras.parameters);
  });

  it('computes the same features at every block from the same .h5 file', async () => {
    const names = Object.keys(keras.shapes).filter((name) => name.startsWith('feature/'));
    const layers = names.map((name) => name.slice('feature/'.length));
    const input = await readArray('prepared');
    const ours = runNetwork(classifier.backbone, backboneWeights, input, layers);
    expect(layers).toHaveLength(17);
    for (const [index, name] of names.entries()) {
      const expected = await readArray(name);
      const found = ours.get(layers[index] as string);
      expect(found?.shape).toEqual(expected.shape);
      expect(relativeDistance(found?.data, expected.data), name).toBeLessThan(1e-4);
    }
  });

  /*
   * A random ResNet50 in training mode amplifies rounding by two orders of magnitude over its depth,
   * and Adam turns the sign of a gradient near zero into a full step. So one step with a large ε,
   * where the change is proportional to the gradient, is compared by direction and length.
   */
  it.each([
    ['the reference session', createEagerSession],
    ['the session that trains', createSession],
  ])('takes the same training step in %s', async (_, create) => {
    const before = new Map([
      ...backboneWeights,
      ['head_logits/kernel', await readArray('before/head_logits/kernel')] as const,
      ['head_logits/bias', await readArray('before/head_logits/bias')] as const,
    ]);
    const session = create({
      classifier,
      loss: config.loss,
      optimiser: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: request.epsilon },
      clipNorm: null,
      precision: 'float32',
      trainable: 'all',
      classWeights: Float32Array.from(request.class_weights),
      seed: 0,
      tensors: before,
      stepsDone: 0,
    });
    const images = Uint8Array.from((await readArray('images')).data);
    const labels = Int32Array.from({ length: request.batch }, (_value, i) => i % 7);
    const { loss } = session.step({ images, labels, augmentation: null }, request.learning_rate);
    const after = session.read('parameters');
    session.dispose();
    expect(Math.abs(loss - keras.loss) / keras.loss).toBeLessThan(1e-4);
    for (const [name, { data }] of after) {
      const first = before.get(name)?.data ?? new Float32Array(0);
      const theirs = subtract((await readArray(`after/${name}`)).data, first);
      const ours = subtract(data, first);
      if (isAbsorbedBias(name)) {
        expect(norm(theirs), name).toBeLessThan(1e-4);
        expect(norm(ours), name).toBe(0);
        continue;
      }
      const tolerance = name.includes('/moving_') ? 1e-4 : 0.01;
      expect(dot(ours, theirs) / (norm(ours) * norm(theirs)), name).toBeGreaterThan(1 - tolerance);
      expect(Math.abs(norm(ours) / norm(theirs) - 1), name).toBeLessThan(tolerance);
    }
  });
});

/** A bias before batch normalisation: its exact gradient is zero, Keras's is rounding noise. */
function isAbsorbedBias(name: string): boolean {
  return name.endsWith('_conv/bias');
}

function subtract(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - (b[i] ?? NaN));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

function norm(a: Float32Array): number {
  return Math.sqrt(dot(a, a));
}

/** Largest difference as a share of the largest expected value. */
function relativeDistance(found: Float32Array | undefined, expected: Float32Array): number {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = expected.reduce(
    (distance, value, i) => Math.max(distance, Math.abs((found?.[i] ?? NaN) - value)),
    0,
  );
  return worst / scale;
}
