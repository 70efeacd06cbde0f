import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantConfigSchema } from '@crossfold/contracts';
import { hashTensors, type HostTensor } from '@crossfold/graph';
import {
  backboneNames,
  buildClassifier,
  catalogue,
  decodeNpy,
  encodeNpy,
  exportFormats,
  exportModel,
  joinClassifier,
  loadWeights,
  type Architecture,
  type BackboneName,
  type ExportFormat,
  type Network,
} from '@crossfold/model';
import { runNetwork } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import * as tf from '@tensorflow/tfjs-node-gpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeDistance } from '../support/distance.js';
import {
  ensurePythonEnv,
  kerasRequirements,
  onnxRequirements,
  runPython,
} from '../support/python-env.js';
import { randomTensor } from '../support/random-tensor.js';

const [size, batch, hidden, classes] = [64, 3, 16, 7];
const fileNames = {
  'keras-h5': 'model.h5',
  'keras-weights': 'model.weights.h5',
  tfjs: 'tfjs',
  savedmodel: 'savedmodel',
  safetensors: 'model.safetensors',
  onnx: 'model.onnx',
} as const satisfies Record<ExportFormat, string>;
/** Keras applications has these, so that their weights can go into Keras's own network. */
const inKeras: readonly BackboneName[] = backboneNames.filter(
  (name) => name !== 'tiny' && name !== 'resnet50-torch',
);

const models = backboneNames.map((name) => {
  const model = { backbone: name, imageSizePx: size, hiddenUnits: [hidden] };
  const { model: config } = variantConfigSchema.parse({ model });
  const network = joinClassifier(buildClassifier(config, classes));
  const tensors = new Map(network.parameters.map((one) => [one.name, randomTensor(one)]));
  const { flavour, preprocessing, kerasSequentials }: Architecture = catalogue[name];
  const exported = { network, tensors, flavour, kerasSequentials, notes: { preprocessing } };
  return { name, exported };
});

describe('exports', () => {
  let folder: string;
  let onnxMetadata: Record<string, Record<string, string>>;
  const logits = new Map<string, HostTensor>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-exports-'));
    for (const { name, exported } of models) {
      const own = join(folder, name);
      await mkdir(own);
      const stream = randomStream('export', 'images', name);
      const data = Float32Array.from({ length: batch * size * size * 3 }, () =>
        catalogue[name].preprocessing === 'none'
          ? 255 * stream.uniform()
          : 2 * stream.uniform() - 1,
      );
      const input = { shape: [batch, size, size, 3], data };
      await writeFile(join(own, 'input.npy'), encodeNpy(input));
      const { network, tensors } = exported;
      logits.set(name, runNetwork(network, tensors, input).get(network.output) as HostTensor);
      for (const format of exportFormats) {
        await exportModel(exported, format, join(own, fileNames[format]));
      }
    }
    const script = (name: string) => new URL(name, import.meta.url).pathname;
    const keras = await ensurePythonEnv('keras', kerasRequirements);
    await runPython(keras, script('./exports_keras.py'), {
      folder,
      models: backboneNames.map((name) => ({ name, size, hidden, classes })),
    });
    const onnx = await ensurePythonEnv('onnx', onnxRequirements);
    onnxMetadata = await runPython(onnx, script('./exports_onnx.py'), {
      folder,
      names: backboneNames,
    });
  }, 15 * 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function expectLogits(name: string, file: string): Promise<void> {
    const path = join(folder, name, file);
    const found = decodeNpy(await readFile(path), path);
    expect(found.shape).toEqual([batch, classes]);
    expect(relativeDistance(found.data, logits.get(name)?.data as Float32Array)).toBeLessThan(1e-4);
  }

  it.each(backboneNames)('%s as a whole Keras model gives the same logits in Keras', (name) =>
    expectLogits(name, 'h5.npy'),
  );

  it.each(inKeras)("%s as weights gives the same logits in Keras's own network", (name) =>
    expectLogits(name, 'weights.npy'),
  );

  it.each(backboneNames)('%s as a SavedModel gives the same logits in TensorFlow', (name) =>
    expectLogits(name, 'savedmodel.npy'),
  );

  it.each(backboneNames)('%s as ONNX gives the same logits in onnxruntime', async (name) => {
    await expectLogits(name, 'onnx.npy');
    expect(onnxMetadata[name]).toEqual({ preprocessing: catalogue[name].preprocessing });
  });

  it.each(backboneNames)('%s gives the same logits in TensorFlow.js', async (name) => {
    const own = join(folder, name);
    const model = await tf.loadLayersModel(`file://${join(own, 'tfjs', 'model.json')}`);
    const input = decodeNpy(await readFile(join(own, 'input.npy')), 'input.npy');
    const output = model.predict(tf.tensor(input.data, [...input.shape])) as tf.Tensor;
    const expected = logits.get(name)?.data as Float32Array;
    expect(relativeDistance(output.dataSync<'float32'>(), expected)).toBeLessThan(1e-4);
    model.dispose();
  });

  it.each(models)('$name comes back bit for bit from what this program reads', async (model) => {
    const { exported, name } = model;
    const { network, flavour, tensors } = exported;
    for (const format of ['safetensors', 'keras-weights', 'keras-h5'] as const) {
      const path = join(folder, name, fileNames[format]);
      const back = await loadWeights(path, { network, flavour });
      expect(hashTensors(back.tensors), format).toBe(hashTensors(tensors));
    }
  });

  it('leaves alone what is there, and nothing half-written behind', async () => {
    const [{ exported }] = models as [(typeof models)[0]];
    const taken = exportModel(exported, 'onnx', join(folder, 'resnet50', 'model.onnx'));
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT' });
    const nowhere = exportModel(exported, 'tfjs', join(folder, 'missing', 'model'));
    await expect(nowhere).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    const broken: { network: Network } & typeof exported = { ...exported, tensors: new Map() };
    for (const format of exportFormats.filter((name) => name !== 'safetensors')) {
      const path = join(folder, `broken-${format}`);
      await expect(exportModel(broken, format, path)).rejects.toThrow('no value for parameter');
    }
    const names = await readdir(folder);
    expect(names.toSorted()).toEqual([...backboneNames].toSorted());
  });
});
