import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantConfigSchema } from '@crossfold/contracts';
import type { HostTensor } from '@crossfold/graph';
import {
  buildClassifier,
  decodeNpy,
  encodeNpy,
  encodeSafetensors,
  initialiseParameters,
  loadWeights,
  referenceScript,
  type InputDescription,
} from '@crossfold/model';
import { runNetwork } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = new URL('../../apps/cli/bundle/main.js', import.meta.url).pathname;
const witness = new URL('../support/say-tensorflow.cjs', import.meta.url).pathname;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function crossfold(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--require', witness, cli, '--json', ...args]);
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...printed })));
}

const classifier = buildClassifier(
  variantConfigSchema.parse({ model: { backbone: 'tiny', imageSizePx: 32 } }).model,
  7,
);
const parameters = initialiseParameters(classifier, 3);
const stream = randomStream('model-command');
const input: HostTensor = {
  shape: [2, 32, 32, 3],
  data: Float32Array.from({ length: 2 * 32 * 32 * 3 }, () => 2 * stream.uniform() - 1),
};

describe('crossfold model', () => {
  const paths = { folder: '' };
  const at = (name: string) => join(paths.folder, name);
  const run = (...more: string[]) => {
    const files = ['--weights', at('w.safetensors'), '--input', at('x.npy')];
    return crossfold('model', 'run', 'tiny', ...files, '--output', at('y.npy'), ...more);
  };
  const exported = (format: string, file: string) => {
    const source = ['tiny', '--weights', at('w.safetensors'), '--size', '32'];
    return crossfold('model', 'export', ...source, '--format', format, '--output', at(file));
  };
  const read = async (name: string) => decodeNpy(await readFile(at(name)), name);

  beforeAll(async () => {
    paths.folder = await mkdtemp(join(tmpdir(), 'crossfold-model-'));
    const file = encodeSafetensors({ tensors: parameters, metadata: {} });
    await writeFile(at('w.safetensors'), file);
    await writeFile(at('x.npy'), encodeNpy(input));
  });

  afterAll(() => rm(paths.folder, { recursive: true, force: true }));

  it('lists the catalogue, without TensorFlow', async () => {
    const { code, stdout, stderr } = await crossfold('model', 'list');
    expect(code).toBe(0);
    const rows = stdout.trim().split('\n');
    const vgg = rows.map((row) => JSON.parse(row)).find(({ name }) => name === 'vgg16');
    expect(vgg).toMatchObject({ parameters: 14_714_688, preprocessing: 'caffe', imageSizePx: 224 });
    expect(stderr).toContain('TensorFlow loaded: false');
  });

  it('writes what the library computes, and the same layer when it is asked for', async () => {
    const { code, stderr } = await run();
    expect({ code, loaded: stderr.includes('TensorFlow loaded: true') }).toEqual({
      code: 0,
      loaded: true,
    });
    const { backbone } = classifier;
    const expected = runNetwork(backbone, parameters, input, [backbone.output, 'block1_out']);
    expect(await read('y.npy')).toEqual(expected.get(backbone.output));
    expect((await run('--layer', 'block1_out')).code).toBe(0);
    expect(await read('y.npy')).toEqual(expected.get('block1_out'));
  });

  it('writes the gradient of the sum of outputs, which finite differences confirm', async () => {
    expect((await run('--layer', 'block1_out', '--gradients')).code).toBe(0);
    const gradient = await read('y.gradients.npy');
    expect(gradient.shape).toEqual(input.shape);
    // Uphill, so that the difference stands out of the rounding.
    const direction = gradient.data.map((value) => Math.sign(value));
    const sumAlong = (step: number): number => {
      const data = input.data.map((value, i) => value + step * (direction[i] ?? NaN));
      const shifted = { shape: input.shape, data };
      const { backbone } = classifier;
      const output = runNetwork(backbone, parameters, shifted, ['block1_out']).get('block1_out');
      return output?.data.reduce((sum, value) => sum + value, 0) ?? NaN;
    };
    const slope = (sumAlong(1e-4) - sumAlong(-1e-4)) / 2e-4;
    const predicted = gradient.data.reduce((sum, g, i) => sum + g * (direction[i] ?? NaN), 0);
    expect(Math.abs(predicted / slope - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['an unknown backbone', ['model', 'run', 'resnet5'], /did you mean \\"resnet50\\"/],
    ['an unknown layer', ['--layer', 'block1_ou'], /did you mean \\"block1_out\\"/],
  ])('refuses %s, by name', async (_, args, message) => {
    const files = ['--weights', 'w', '--input', at('x.npy'), '--output', at('z.npy')];
    const { code, stderr } =
      args[0] === 'model' ? await crossfold(...args, ...files) : await run(...args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });

  it('exports a backbone that comes back as it was, without TensorFlow', async () => {
    const { code, stdout, stderr } = await exported('safetensors', 'e.safetensors');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('TensorFlow loaded: false');
    const { preprocessing, inputShape } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ preprocessing, inputShape }).toEqual({
      preprocessing: 'RGB / 127.5 - 1',
      inputShape: [32, 32, 3],
    });
    const { backbone: network } = classifier;
    const { tensors } = await loadWeights(at('e.safetensors'), { network, flavour: 'keras' });
    const own = network.parameters.map(({ name }) => [name, parameters.get(name)] as const);
    expect([...tensors]).toEqual(own);
  });

  it.each(['savedmodel', 'tfjs', 'onnx', 'safetensors', 'keras-h5', 'keras-weights'])(
    'describes in %s all that lies between an image file and the input',
    async (format) => {
      const { code, stdout } = await exported(format, `described-${format}`);
      expect(code).toBe(0);
      const { input_description: said } = JSON.parse(stdout) as { input_description: string };
      const description = JSON.parse(said) as InputDescription;
      expect(description).toMatchObject({
        image: { orientation: 'upright, by EXIF', region: 'full' },
        resize: {
          widthPx: 32,
          heightPx: 32,
          crop: null,
          kernel: 'cubic (Catmull-Rom), antialiased',
        },
        tensor: { colourOrder: 'RGB', scale: 1 / 127.5, mean: [1, 1, 1] },
        output: { kind: 'features', classes: [], temperature: null },
      });
      expect(description.resize.rule).toContain('nothing is cropped or padded');
      // The same text stands in what was written.
      const inFile = { savedmodel: 'assets.extra/crossfold.json', tfjs: 'model.json' }[format];
      const written = await readFile(at(join(`described-${format}`, inFile ?? '')));
      expect(written.includes('nothing is cropped or padded')).toBe(true);
    },
  );

  it('writes the reference script for classifiers as ONNX alone', async () => {
    const source = ['tiny', '--weights', at('w.safetensors'), '--size', '32'];
    const more = ['--format', 'onnx', '--output', at('s.onnx'), '--script', at('s.py')];
    const { code, stderr } = await crossfold('model', 'export', ...source, ...more);
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected --study, --trial and --format onnx with --script/);
    expect(await readdir(paths.folder)).not.toContain('s.onnx');
    expect(await readFile(referenceScript, 'utf8')).toContain('def prepare(pixels, tensor)');
  });

  it('exports nothing over what is there, and nothing that is not said in full', async () => {
    const taken = await exported('onnx', 'w.safetensors');
    expect(taken.stderr).toMatch(/expected a new path for the export/);
    const vague = await crossfold(
      'model',
      'export',
      'tiny',
      '--format',
      'onnx',
      '--output',
      at('v'),
    );
    expect(vague.stderr).toMatch(/--weights, or --study and --trial/);
    const half = ['--study', 's', '--format', 'onnx', '--output', at('v')];
    expect((await crossfold('model', 'export', ...half)).code).toBe(2);
    const other = await crossfold(
      'model',
      'export',
      'tiny',
      '--format',
      'pickle',
      '--output',
      at('v'),
    );
    expect(other.stderr).toMatch(/keras-h5/);
    expect([taken.code, vague.code]).toEqual([1, 2]);
    expect(await readdir(paths.folder)).not.toContain('v');
  });

  it('refuses an input of another shape, and an input that is no array', async () => {
    await writeFile(at('x3.npy'), encodeNpy({ shape: [32, 32, 3], data: new Float32Array(3072) }));
    const files = ['--weights', at('w.safetensors'), '--output', at('z.npy')];
    const flat = await crossfold('model', 'run', 'tiny', ...files, '--input', at('x3.npy'));
    expect(flat.stderr).toMatch(/expected an input of shape \[batch, size, size, 3\]/);
    const other = await crossfold('model', 'run', 'tiny', ...files, '--input', at('w.safetensors'));
    expect(other.stderr).toMatch(/the beginning of a \.npy file/);
    expect([flat.code, other.code]).toEqual([2, 2]);
  });
});
