import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, variantConfigSchema } from '@crossfold/contracts';
import type { HostTensor } from '@crossfold/graph';
import {
  buildClassifier,
  countParameters,
  decodeSafetensors,
  findArchitecture,
  loadWeights,
  torchTensors,
} from '@crossfold/model';
import { inputGradient, parameterGradients, runNetwork } from '@crossfold/model/tensorflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distanceShare, norm, relativeDistance } from '../support/distance.js';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

/** What torchvision_vectors.py wrote. */
interface TorchvisionVectors {
  readonly weightsSha256: string;
  /** Length of each block's output, NHWC, and every `step`th value of it. */
  readonly blocks: Readonly<
    Record<string, { readonly norm: number; readonly step: number; readonly values: number[] }>
  >;
}

const request = { size: 64, batch: 2, training_batch: 8 };
const { build, flavour } = findArchitecture('resnet50-torch');
const network = build({ imageSizePx: request.size, batchNormMomentum: null });

describe('ResNet50 beside the graph of torchvision', () => {
  let folder: string;
  let answer: { readonly parameters: number; readonly loss: number };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-torch-'));
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./torch_resnet50.py', import.meta.url).pathname;
    answer = await runPython(python, script, { folder, ...request });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the parameters of the graph of torchvision, moving statistics included', () => {
    expect(countParameters(network)).toBe(answer.parameters);
  });

  const arraysOf = async () => {
    const path = join(folder, 'arrays.safetensors');
    return decodeSafetensors(await readFile(path), path).tensors;
  };
  const weightsOf = async () => {
    const path = join(folder, 'resnet50.safetensors');
    return (await loadWeights(path, { network, flavour })).tensors;
  };

  it('computes what the graph of torchvision computes from the same file, at every block', async () => {
    const arrays = await arraysOf();
    const tensors = await weightsOf();
    const layers = [...arrays.keys()]
      .filter((name) => name.startsWith('block/'))
      .map((name) => name.slice('block/'.length));
    expect(layers).toHaveLength(17);
    const ours = runNetwork(network, tensors, arrays.get('prepared') as HostTensor, layers);
    for (const layer of layers) {
      const expected = arrays.get(`block/${layer}`) as HostTensor;
      expect(ours.get(layer)?.shape).toEqual(expected.shape);
      expect(relativeDistance(ours.get(layer)?.data, expected.data), layer).toBeLessThan(1e-4);
    }
  });

  it('computes what torchvision itself computed from this very file', async () => {
    const path = join(folder, 'resnet50.safetensors');
    const stored = new URL('./torchvision-resnet50.json', import.meta.url);
    const torchvision = JSON.parse(await readFile(stored, 'utf8')) as TorchvisionVectors;
    // Another file would mean that NumPy draws other numbers: the vectors are to be made anew then.
    expect(sha256(await readFile(path))).toBe(torchvision.weightsSha256);
    const tensors = await weightsOf();
    const arrays = await arraysOf();
    const known = Object.entries(torchvision.blocks);
    expect(known).toHaveLength(17);
    const layers = known.map(([layer]) => layer);
    const ours = runNetwork(network, tensors, arrays.get('prepared') as HostTensor, layers);
    for (const [layer, { norm: length, step, values }] of known) {
      const data = ours.get(layer)?.data ?? new Float32Array();
      expect(Math.abs(norm(data) / length - 1), layer).toBeLessThan(1e-4);
      const sample = Float32Array.from(values, (_, i) => data[i * step] ?? NaN);
      expect(relativeDistance(sample, Float32Array.from(values)), layer).toBeLessThan(1e-4);
    }
  });

  it('has the gradients of that graph: of its features for the input', async () => {
    const arrays = await arraysOf();
    const [prepared, expected] = ['prepared', 'input_gradient'].map((name) => arrays.get(name));
    const { output } = network;
    const ours = inputGradient(network, await weightsOf(), prepared as HostTensor, output);
    expect(distanceShare(ours.data, expected?.data ?? new Float32Array())).toBeLessThan(1e-3);
  });

  it('has the gradients of that graph: of the loss for every parameter, in training', async () => {
    const arrays = await arraysOf();
    const { model, loss } = variantConfigSchema.parse({
      model: {
        backbone: 'resnet50-torch',
        imageSizePx: request.size,
        hiddenUnits: [],
        dropout: 0,
      },
      loss: { name: 'crossEntropy' },
    });
    const head: [string, HostTensor][] = [
      ['head_logits/kernel', arrays.get('head_logits/kernel') as HostTensor],
      ['head_logits/bias', { shape: [7], data: new Float32Array(7) }],
    ];
    const ours = parameterGradients(
      {
        classifier: buildClassifier(model, 7),
        loss,
        classWeights: new Float32Array(7).fill(1),
        optimiser: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
        clipNorm: null,
        emaDecay: null,
        precision: 'float32',
        trainable: 'all',
        seed: 0,
        tensors: new Map([...(await weightsOf()), ...head]),
        stepsDone: 0,
      },
      {
        images: Uint8Array.from(arrays.get('images')?.data ?? []),
        labels: Int32Array.from({ length: request.training_batch }, (_, i) => i % 7),
        augmentation: null,
      },
    );
    expect(Math.abs(ours.loss / answer.loss - 1)).toBeLessThan(1e-4);
    const gradients = torchTensors(network, ours.gradients);
    const wanted = [...arrays.keys()].filter((name) => name.startsWith('gradient/'));
    expect([...gradients.keys()].map((name) => `gradient/${name}`).toSorted()).toEqual(
      wanted.toSorted(),
    );
    for (const [name, { shape, data }] of gradients) {
      const expected = arrays.get(`gradient/${name}`) as HostTensor;
      expect(shape).toEqual(expected.shape);
      expect(distanceShare(data, expected.data), name).toBeLessThan(1e-3);
    }
  });

  it('refuses the file for the Keras flavour, by name', async () => {
    const keras = findArchitecture('resnet50');
    const options = { imageSizePx: request.size, batchNormMomentum: null };
    const loading = loadWeights(join(folder, 'resnet50.safetensors'), {
      network: keras.build(options),
      flavour: keras.flavour,
    });
    await expect(loading).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(loading).rejects.toThrow(/conv1_conv\/kernel: expected \[7×7×3×64\], got nothing/);
  });
});
