import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  countParameters,
  decodeSafetensors,
  findArchitecture,
  loadWeights,
  type HostTensor,
} from '@crossfold/model';
import { runNetwork } from '@crossfold/model/tensorflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';
import { relativeDistance } from '../support/distance.js';

const request = { size: 64, batch: 2 };
const { build, flavour } = findArchitecture('resnet50-torch');
const network = build({ imageSizePx: request.size, batchNormMomentum: null });
describe('ResNet50 beside the graph of torchvision', () => {
  let folder: string;
  let parameters: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-torch-'));
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./torch_resnet50.py', import.meta.url).pathname;
    const answer = await runPython<{ parameters: number }>(python, script, { folder, ...request });
    parameters = answer.parameters;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the parameters of the graph of torchvision, moving statistics included', () => {
    expect(countParameters(network)).toBe(parameters);
  });

  it('computes what the graph of torchvision computes from the same file, at every block', async () => {
    const path = join(folder, 'arrays.safetensors');
    const arrays = decodeSafetensors(await readFile(path), path).tensors;
    const { tensors } = await loadWeights(join(folder, 'resnet50.safetensors'), {
      network,
      flavour,
    });
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
