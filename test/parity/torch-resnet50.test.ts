import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
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
import { norm, relativeDistance } from '../support/distance.js';

/** What torchvision_vectors.py wrote. */
interface TorchvisionVectors {
  readonly weightsSha256: string;
  /** Length of each block's output, NHWC, and every `step`th value of it. */
  readonly blocks: Readonly<
    Record<string, { readonly norm: number; readonly step: number; readonly values: number[] }>
  >;
}

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

  it('computes what torchvision itself computed from this very file', async () => {
    const path = join(folder, 'resnet50.safetensors');
    const stored = new URL('./torchvision-resnet50.json', import.meta.url);
    const torchvision = JSON.parse(await readFile(stored, 'utf8')) as TorchvisionVectors;
    // Another file would mean that NumPy draws other numbers: the vectors are to be made anew then.
    expect(sha256(await readFile(path))).toBe(torchvision.weightsSha256);
    const { tensors } = await loadWeights(path, { network, flavour });
    const inputs = join(folder, 'arrays.safetensors');
    const { tensors: arrays } = decodeSafetensors(await readFile(inputs), inputs);
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
