import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantConfigSchema } from '@crossfold/contracts';
import { hashTensors, type HostTensor, type TensorMap } from '@crossfold/graph';
import {
  activationMaps,
  buildClassifier,
  catalogue,
  countParameters,
  decodeSafetensors,
  isTrainable,
  loadWeights,
  type BackboneName,
  type Classifier,
} from '@crossfold/model';
import {
  createGraphExplainer,
  createSession,
  inputGradient,
  parameterGradients,
  runNetwork,
} from '@crossfold/model/tensorflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distanceShare, norm, relativeDistance, subtract } from '../support/distance.js';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

/**
 * How many block outputs are compared, and with which ε and rate three steps of Adam. Keras's own ε
 * of 1e-7 lies below the rounding of many gradients: wherever one is nearly zero, Adam turns the
 * sign of that rounding into a full step. Such steps move values over the bends of ReLU, so that the
 * next gradient differs, and apart grows with the rate. Measured on VGG16: at a rate of 1e-4 ours is
 * apart from Keras by 2e-4 of its weights, and Keras from itself, with and without oneDNN, by 1.3e-3;
 * at 1e-5 ours by 1.3e-7, Keras by 2.9e-5. EfficientNetB1 has shifts of few, small values whose
 * exact gradient is zero; were all steps of both opposite, they would be apart by 81 times the rate.
 * The others have an ε above the gradients, which also shows where it is added. A value at a bend of
 * ReLU6 that rounding moves to the other side changes MobileNet's gradient by a percent, and long
 * steps move many: its are shorter.
 */
const cases = {
  resnet50: { blocks: 17, epsilon: 1e-7, learningRate: 1e-4 },
  vgg16: { blocks: 5, epsilon: 1e-7, learningRate: 1e-5 },
  mobilenet: { blocks: 14, epsilon: 1e-2, learningRate: 1e-5 },
  'efficientnet-b1': { blocks: 25, epsilon: 1e-7, learningRate: 1e-6 },
  'efficientnetv2-s': { blocks: 43, epsilon: 1e-7, learningRate: 1e-5 },
  'convnext-tiny': { blocks: 19, epsilon: 1e-2, learningRate: 1e-4 },
} as const satisfies Partial<Record<BackboneName, unknown>>;

const steps = 3;
const classWeights = [1, 2, 0.5, 3, 1, 0.2, 4];

interface KerasAnswer {
  readonly parameters: number;
  readonly losses: readonly number[];
}

describe.each(Object.entries(cases))('%s beside real Keras', (backbone, known) => {
  const { blocks, epsilon, learningRate } = known;
  const request = {
    architecture: backbone,
    size: 64,
    batch: 8,
    steps,
    learning_rate: learningRate,
    epsilon,
    class_weights: classWeights,
    feature_layer: catalogue[backbone as BackboneName].featureLayer,
  };
  const config = variantConfigSchema.parse({
    model: { backbone, imageSizePx: request.size, hiddenUnits: [], dropout: 0 },
    loss: { name: 'crossEntropy' },
  });
  const classifier = withoutDropout(buildClassifier(config.model, 7));
  let folder: string;
  let keras: KerasAnswer;
  let arrays: TensorMap;
  let weights: TensorMap;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-keras-'));
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./keras_architectures.py', import.meta.url).pathname;
    keras = await runPython<KerasAnswer>(python, script, { folder, ...request });
    const path = join(folder, 'arrays.safetensors');
    arrays = decodeSafetensors(await readFile(path), path).tensors;
    weights = (
      await loadWeights(join(folder, 'backbone.h5'), {
        network: classifier.backbone,
        flavour: 'keras',
      })
    ).tensors;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  function array(name: string): HostTensor {
    const found = arrays.get(name);
    if (!found) throw new Error(`Keras wrote no ${name}`);
    return found;
  }

  function session() {
    return {
      classifier,
      loss: config.loss,
      optimiser: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon },
      clipNorm: null,
      emaDecay: null,
      precision: 'float32',
      trainable: 'all',
      classWeights: Float32Array.from(classWeights),
      seed: 0,
      tensors: new Map([
        ...weights,
        ...['head_logits/kernel', 'head_logits/bias'].map((name) => [name, array(name)] as const),
      ]),
      stepsDone: 0,
    } as const;
  }

  function batch() {
    return {
      images: Uint8Array.from(array('images').data),
      labels: Int32Array.from({ length: request.batch }, (_, i) => i % 7),
      augmentation: null,
    };
  }

  it.each([
    ['its other format', 'backbone.weights.h5'],
    ['that of Keras 3.0 to 3.5, by class and order', 'unnamed.weights.h5'],
  ])('reads the same weights from %s', async (_, file) => {
    const architecture = catalogue[backbone as BackboneName];
    const wanted = { ...architecture, network: classifier.backbone };
    const { tensors } = await loadWeights(join(folder, file), wanted);
    expect(hashTensors(tensors)).toBe(hashTensors(weights));
  });

  it('has as many parameters', () => {
    expect(countParameters(classifier.backbone)).toBe(keras.parameters);
  });

  it('computes the same features at every block', () => {
    const names = [...arrays.keys()].filter((name) => name.startsWith('block/'));
    const layers = names.map((name) => name.slice('block/'.length));
    expect(layers).toHaveLength(blocks);
    expect(layers).toContain(classifier.backbone.output);
    const ours = runNetwork(classifier.backbone, weights, array('prepared'), layers);
    for (const layer of layers) {
      const expected = array(`block/${layer}`);
      const found = ours.get(layer);
      expect(found?.shape).toEqual(expected.shape);
      expect(relativeDistance(found?.data, expected.data), layer).toBeLessThan(1e-4);
    }
  });

  it('has the same gradient of its features for the input', () => {
    const { backbone: network } = classifier;
    const ours = inputGradient(network, weights, array('prepared'), network.output);
    expect(distanceShare(ours.data, array('input_gradient').data)).toBeLessThan(1e-3);
  });

  it('draws the same Grad-CAM maps', () => {
    const { tensors } = session();
    const explainer = createGraphExplainer(classifier, tensors, request.feature_layer);
    const { images, labels } = batch();
    const { responses } = explainer.explain(images, labels);
    explainer.dispose();
    const gradients = flat(responses.map((response) => response.gradients));
    expect(distanceShare(gradients, array('grad_cam/gradients').data)).toBeLessThan(1e-4);
    const maps = flat(responses.map((response) => activationMaps.gradCam(response).values));
    expect(maps.some((value) => value > 0)).toBe(true);
    expect(distanceShare(maps, array('grad_cam/maps').data)).toBeLessThan(1e-3);
  });

  it('has the same loss and the same gradient for every trainable parameter', () => {
    const ours = parameterGradients(session(), batch());
    expect(Math.abs(ours.loss / (keras.losses[0] ?? NaN) - 1)).toBeLessThan(1e-4);
    const names = [...ours.gradients.keys()];
    expect(names).toEqual(trainable(classifier));
    for (const name of names) {
      const found = ours.gradients.get(name)?.data ?? new Float32Array();
      const expected = array(`gradient/${name}`).data;
      if (isRounding(name)) expect(norm(found), name).toBeLessThan(10 * norm(expected));
      else expect(distanceShare(found, expected), name).toBeLessThan(1e-3);
    }
  });

  it('has the same weights after three steps of Adam', () => {
    const before = session().tensors;
    const isTrained = new Set(trainable(classifier));
    const training = createSession(session());
    const losses = Array.from({ length: steps }, () => training.step(batch(), learningRate).loss);
    const after = training.read('parameters');
    training.dispose();
    for (const [step, loss] of losses.entries()) {
      expect(Math.abs(loss / (keras.losses[step] ?? NaN) - 1)).toBeLessThan(1e-3);
    }
    for (const [name, { data }] of after) {
      // A bias before batch normalisation: its exact gradient is zero, Keras's is rounding noise.
      if (isAbsorbedBias(name)) continue;
      const expected = array(`after/${name}`).data;
      expect(distanceShare(data, expected), name).toBeLessThan(1e-4);
      if (!isTrained.has(name) || isRounding(name)) continue;
      // Steps are small beside the weights, so that their direction is looked at as well.
      const first = before.get(name)?.data ?? new Float32Array();
      const change = distanceShare(subtract(data, first), subtract(expected, first));
      expect(change, name).toBeLessThan(0.05);
    }
  });

  /** A shift that the next normalisation removes has a gradient of zero but for rounding. */
  function isRounding(name: string): boolean {
    const gamma = arrays.get(`gradient/${name.replace(/\/beta$/, '/gamma')}`);
    const gradient = array(`gradient/${name}`);
    return gamma !== undefined && norm(gradient.data) < 1e-3 * norm(gamma.data);
  }

  function isAbsorbedBias(name: string): boolean {
    return classifier.backbone.nodes.some(
      (node) => node.op === 'batchNorm' && node.absorbedBias === name,
    );
  }
});

function trainable({ backbone, head }: Classifier): string[] {
  return [...backbone.parameters, ...head.parameters].filter(isTrainable).map(({ name }) => name);
}

/** Keras draws other random numbers, so that dropout has to be off on both sides. */
function withoutDropout(classifier: Classifier): Classifier {
  const nodes = classifier.backbone.nodes.map((node) =>
    node.op === 'dropout' ? { ...node, rate: 0 } : node,
  );
  return { ...classifier, backbone: { ...classifier.backbone, nodes } };
}

function flat(arrays: readonly Float32Array[]): Float32Array {
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}
