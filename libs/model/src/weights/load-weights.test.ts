import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import { hashTensors, type HostTensor, type TensorMap } from '@crossfold/graph';
import h5, { type Group } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue/catalogue.js';
import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import { loadWeights } from './load-weights.js';
import { encodeSafetensors } from './safetensors.js';

const network = smallNetwork();
const tensors = valuesOf(network);
const folder = { path: '' };

/** A convolution, its normalisation, and a layer that Keras would number. */
function smallNetwork(): Network {
  const builder = new NetworkBuilder('small', [8, 8, 3]);
  const features = builder.convBatchNorm({ conv: 'conv', batchNorm: 'bn' }, 'input', {
    filters: 2,
    kernel: 3,
    biased: true,
    epsilon: 1e-3,
    momentum: 0.9,
  });
  return builder.build(builder.layerNorm('layer_normalization', features, 1e-6));
}

function valuesOf({ parameters }: Network): TensorMap {
  return new Map(
    parameters.map(({ name, shape }, index): [string, HostTensor] => {
      const length = shape.reduce((product, side) => product * side, 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => index + 1 / (i + 1)) }];
    }),
  );
}

beforeAll(async () => {
  await h5.ready;
  folder.path = await mkdtemp(join(tmpdir(), 'crossfold-weights-'));
});

afterAll(() => rm(folder.path, { recursive: true, force: true }));

function load(path: string, expectedSha256?: string) {
  return loadWeights(path, { network, flavour: 'keras' }, expectedSha256);
}

async function writeH5(name: string, fill: (file: Group) => void): Promise<string> {
  const path = join(folder.path, name);
  const file = new h5.File(path, 'w');
  fill(file);
  file.close();
  return path;
}

function layersOf(map: TensorMap): Map<string, [string, HostTensor][]> {
  const layers = new Map<string, [string, HostTensor][]>();
  for (const [name, tensor] of map) {
    const [layer, weight] = name.split('/') as [string, string];
    layers.set(layer, [...(layers.get(layer) ?? []), [weight, tensor]]);
  }
  return layers;
}

interface LegacyNames {
  readonly layer?: (layer: string) => string;
  /** Path of a weight within its layer's group. */
  readonly weight?: (layer: string, weight: string) => string;
}

/** As Keras writes it: names as attributes, arrays in nested groups. */
function fillLegacy(
  root: Group,
  map: TensorMap,
  {
    layer: rename = (name) => name,
    weight = (layer, name) => `${layer}/${name}:0`,
  }: LegacyNames = {},
): void {
  const layers = [...layersOf(map)];
  root.create_attribute('layer_names', ['input_1', ...layers.map(([layer]) => rename(layer))]);
  root.create_group('input_1').create_attribute('weight_names', []);
  for (const [layer, weights] of layers) {
    const group = root.create_group(rename(layer));
    const names = weights.map(([name]) => weight(rename(layer), name));
    group.create_attribute('weight_names', names);
    for (const [index, [, tensor]] of weights.entries()) {
      const parts = (names[index] ?? '').split('/');
      let parent = group;
      for (const part of parts.slice(0, -1)) {
        parent = (parent.get(part) as Group | null) ?? parent.create_group(part);
      }
      addArray(parent, parts.at(-1) ?? '', tensor);
    }
  }
}

function addArray(group: Group, name: string, { shape, data }: HostTensor): void {
  group.create_dataset({ name, data, shape: [...shape], dtype: '<f4' });
}

/** As Keras 3.0 to 3.5 write it: groups that are named after classes and numbered, nothing else. */
function fillUnnamed(root: Group, map: TensorMap): void {
  const places = {
    conv: 'conv2d',
    bn: 'batch_normalization',
    layer_normalization: 'layer_normalization',
  };
  const layers = root.create_group('layers');
  layers.create_group('input_layer').create_group('vars');
  for (const [layer, weights] of layersOf(map)) {
    const place = places[layer as keyof typeof places] ?? 'dense';
    const vars = layers.create_group(place).create_group('vars');
    for (const [position, [, tensor]] of weights.entries()) addArray(vars, `${position}`, tensor);
  }
}

/** As Keras 3 writes it: numbered groups that carry the layer's name. */
function fillKeras3(root: Group, map: TensorMap): void {
  const layers = root.create_group('layers');
  for (const [index, [layer, weights]] of [...layersOf(map)].entries()) {
    const vars = layers.create_group(`some_layer_${index}`).create_group('vars');
    vars.create_attribute('name', layer);
    for (const [position, [, tensor]] of weights.entries()) addArray(vars, `${position}`, tensor);
  }
}

const withTop: TensorMap = new Map([
  ...tensors,
  ['predictions/kernel', { shape: [2, 5], data: new Float32Array(10) }],
  ['predictions/bias', { shape: [5], data: new Float32Array(5) }],
]);

describe('loadWeights', () => {
  it.each<[string, (file: Group) => void]>([
    ['a legacy file', (file) => fillLegacy(file, tensors)],
    ['a whole model', (file) => fillLegacy(file.create_group('model_weights'), tensors)],
    ['a file with a classifier on top', (file) => fillLegacy(file, withTop)],
    [
      'weights of other names, by order',
      (file) => fillLegacy(file, tensors, { weight: (layer, name) => `${layer}_${name}_1:0` }),
    ],
    [
      'numbered layers',
      (file) =>
        fillLegacy(file, tensors, {
          layer: (name) => (name === 'layer_normalization' ? 'layer_normalization_7' : name),
        }),
    ],
    ['a .weights.h5 of Keras 3', (file) => fillKeras3(file, tensors)],
    ['a .weights.h5 with a classifier on top', (file) => fillKeras3(file, withTop)],
    ['a .weights.h5 without names of layers', (file) => fillUnnamed(file, tensors)],
    ['one without names and with a classifier on top', (file) => fillUnnamed(file, withTop)],
    [
      'one without names, as a layer of another model',
      (file) => {
        const layers = file.create_group('layers');
        const own = layers.create_group('conv2d').create_group('vars');
        addArray(own, '0', { shape: [1, 1, 3, 3], data: new Float32Array(9) });
        fillUnnamed(layers.create_group('functional'), tensors);
      },
    ],
  ])('reads %s', async (name, fill) => {
    const path = await writeH5(`${name.replaceAll(' ', '-')}.h5`, fill);
    const loaded = await load(path);
    expect(hashTensors(loaded.tensors)).toBe(hashTensors(tensors));
    expect(loaded.sha256).toBe(sha256(await readFile(path)));
  });

  it('reads safetensors with our names', async () => {
    const path = join(folder.path, 'ours.safetensors');
    await writeFile(path, encodeSafetensors({ tensors: withTop, metadata: {} }));
    expect(hashTensors((await load(path)).tensors)).toBe(hashTensors(tensors));
  });

  const changed = (name: string, tensor: HostTensor | null): TensorMap => {
    const map = new Map(tensors);
    if (tensor) map.set(name, tensor);
    else map.delete(name);
    return map;
  };
  const bad = {
    shape: changed('conv/kernel', { shape: [3, 3, 2, 3], data: new Float32Array(54) }),
    missing: changed('bn/moving_mean', null),
    nan: changed('bn/beta', { shape: [2], data: Float32Array.of(1, NaN) }),
    variance: changed('bn/moving_variance', { shape: [2], data: Float32Array.of(1, -1) }),
  };
  const messages = {
    shape: /conv\/kernel: expected \[3×3×3×2\], got \[3×3×2×3\]/,
    missing: /bn\/moving_mean: expected \[2\], got nothing/,
    nan: /bn\/beta: expected finite values/,
    variance: /bn\/moving_variance: expected variances of at least zero/,
  };

  it.each(Object.keys(bad) as (keyof typeof bad)[])(
    'refuses a wrong %s in every format, by name',
    async (kind) => {
      const safetensors = join(folder.path, `${kind}.safetensors`);
      await writeFile(safetensors, encodeSafetensors({ tensors: bad[kind], metadata: {} }));
      const paths = [
        safetensors,
        await writeH5(`${kind}.h5`, (file) => fillLegacy(file, bad[kind])),
        // Keras 3 has no names within a layer: one that is missing shifts the others.
        ...(kind === 'missing'
          ? []
          : [await writeH5(`${kind}.weights.h5`, (file) => fillKeras3(file, bad[kind]))]),
      ];
      for (const path of paths) {
        const loading = load(path);
        await expect(loading).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
        await expect(loading).rejects.toThrow(messages[kind]);
      }
    },
  );

  it('says that a file without names of layers was matched by class and order', async () => {
    const path = await writeH5('unnamed.weights.h5', (file) => fillUnnamed(file, bad.shape));
    const loading = load(path);
    await expect(loading).rejects.toThrow(messages.shape);
    await expect(loading).rejects.toThrow('the file holds "layers/batch_normalization", ');
    await expect(loading).rejects.toMatchObject({
      remedy: expect.stringContaining('Keras 3.0 to 3.5') as string,
    });
  });

  it.each<[string, string, (name: string) => Promise<string>]>([
    [
      'a network wrapped for several devices',
      'module.bn/beta',
      async (name) => {
        const path = join(folder.path, name);
        const renamed = [...tensors].map(([own, tensor]) => [`module.${own}`, tensor] as const);
        const file = encodeSafetensors({ tensors: new Map(renamed), metadata: {} });
        await writeFile(path, file);
        return path;
      },
    ],
    [
      'an earlier version of Keras',
      'old_conv',
      (name) =>
        writeH5(name, (file) => fillLegacy(file, tensors, { layer: (own) => `old_${own}` })),
    ],
    [
      'a name with control characters, made visible',
      '\\x1b[31mconv',
      (name) =>
        writeH5(name, (file) => fillLegacy(file, tensors, { layer: (own) => `\u001b[31m${own}` })),
    ],
  ])('names what it holds instead: of %s', async (what, expected, write) => {
    const loading = load(await write(`${what.replaceAll(' ', '-')}.weights`));
    await expect(loading).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(loading).rejects.toThrow(/got \d+ problem.*conv\/kernel: .*got nothing/);
    await expect(loading).rejects.toThrow(`the file holds "${expected}"`);
  });

  it.each<[string, (group: Group) => void, RegExp]>([
    [
      'packed ones',
      (group) => {
        const { shape, data } = tensors.get('conv/kernel') as HostTensor;
        const packed = { chunks: [...shape], compression: 9, dtype: '<f4' };
        group.create_dataset({ name: 'kernel:0', data, shape: [...shape], ...packed });
      },
      /a plain array at \/conv\/conv\/kernel:0, got a packed one/,
    ],
    [
      'pieces larger than the array',
      (group) => {
        const { shape, data } = tensors.get('conv/kernel') as HostTensor;
        const pieces = {
          chunks: [64, 64, 64, 64],
          maxshape: [null, null, null, null],
          dtype: '<f4',
        };
        group.create_dataset({ name: 'kernel:0', data, shape: [...shape], ...pieces });
      },
      /got pieces of 16777216 elements for 54/,
    ],
  ])('refuses arrays that Keras does not write: %s', async (what, add, message) => {
    const path = await writeH5(`${what.replaceAll(' ', '-')}.h5`, (file) => {
      fillLegacy(file, changed('conv/kernel', null));
      const group = file.get('conv') as Group;
      group.delete_attribute('weight_names');
      group.create_attribute('weight_names', ['conv/kernel:0', 'conv/bias:0']);
      add(group.get('conv') as Group);
    });
    await expect(load(path)).rejects.toThrow(message);
  });

  it('tells nothing of what else lies at a path', async () => {
    const path = join(folder.path, 'passwd');
    await writeFile(path, 'root:x:0:0:root:/root:/bin/bash');
    const error = await load(path, sha256('x')).catch((thrown: unknown) => thrown as AppError);
    const other = await load(path).catch((thrown: unknown) => thrown as AppError);
    const told = JSON.stringify([error, other].map((e) => [e, 'message' in e && e.message]));
    expect(told).toContain('got another file');
    expect(told).not.toContain(sha256(await readFile(path)));
    expect(told).not.toContain(String(Buffer.from('root:x:0').readBigUInt64LE()));
    expect(told).not.toContain('root');
  });

  it('refuses what is no file, or too large, before reading', async () => {
    await expect(load('/dev/zero')).rejects.toThrow('got a device');
    const path = join(folder.path, 'huge.h5');
    await writeFile(path, '');
    await truncate(path, 2 ** 40);
    await expect(load(path)).rejects.toThrow('got more than 2147483648 bytes');
  });

  it('refuses another checksum and a missing file', async () => {
    const path = await writeH5('checked.h5', (file) => fillLegacy(file, tensors));
    await expect(load(path, 'a'.repeat(64))).rejects.toThrow(/expected SHA-256 aaa/);
    expect((await load(path, sha256(await readFile(path)))).tensors.size).toBe(tensors.size);
    await expect(load('/nowhere.h5')).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
  });

  it('refuses truncated and damaged files', async () => {
    const whole = await readFile(await writeH5('whole.h5', (file) => fillLegacy(file, tensors)));
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 23)) {
      const path = join(folder.path, 'truncated.h5');
      await writeFile(path, whole.subarray(0, length));
      await expect(load(path), `${length} bytes`).rejects.toMatchObject({
        code: 'WEIGHTS_INVALID',
      });
    }
  });

  it('reads or refuses a file with a flipped byte, whichever it is', async () => {
    const whole = await readFile(await writeH5('sound.h5', (file) => fillLegacy(file, tensors)));
    const path = join(folder.path, 'flipped.h5');
    const outcomes = new Set<string>();
    for (let position = 0; position < whole.length; position += 37) {
      const flipped = Buffer.from(whole);
      flipped[position] = (flipped[position] as number) ^ 0xff;
      await writeFile(path, flipped);
      outcomes.add(
        await load(path).then(
          () => 'read',
          (error: unknown) => (error instanceof AppError ? error.code : `thrown ${String(error)}`),
        ),
      );
    }
    expect([...outcomes].sort()).toEqual(['WEIGHTS_INVALID', 'read']);
  });

  it('refuses names that reach out, and follows no link to another file', async () => {
    const secret = await writeH5('secret.h5', (file) => {
      addArray(file, 'kernel:0', tensors.get('conv/kernel') as HostTensor);
    });
    const upward = await writeH5('upward.h5', (file) => {
      file.create_attribute('layer_names', ['conv']);
      file.create_group('conv').create_attribute('weight_names', ['../../etc/passwd']);
    });
    await expect(load(upward)).rejects.toThrow(/plain names of weights, got "\.\.\/\.\.\/etc/);
    const linked = await writeH5('linked.h5', (file) => {
      fillLegacy(file, changed('conv/kernel', null));
      const group = file.get('conv') as Group;
      group.delete_attribute('weight_names');
      group.create_attribute('weight_names', ['conv/kernel:0', 'conv/bias:0']);
      (group.get('conv') as Group).create_external_link(secret, 'kernel:0', 'kernel:0');
    });
    await expect(load(linked)).rejects.toThrow(/got a link to another/);
    const path = join(folder.path, 'upward.safetensors');
    const named = new Map([...tensors, ['../../etc/x', { shape: [0], data: new Float32Array() }]]);
    await writeFile(path, encodeSafetensors({ tensors: named as TensorMap, metadata: {} }));
    await expect(load(path)).rejects.toThrow(/plain names of weights, got "\.\.\/\.\.\/etc/);
  });

  const header = (entries: Record<string, unknown>) => {
    const json = Buffer.from(JSON.stringify(entries));
    const file = Buffer.alloc(8 + json.length + 216);
    file.writeBigUInt64LE(BigInt(json.length));
    json.copy(file, 8);
    return file;
  };
  const kernel = (start: number, end: number) => ({
    dtype: 'F32',
    shape: [3, 3, 3, 2],
    data_offsets: [start, end],
  });
  const huge = Buffer.alloc(64);
  huge.writeBigUInt64LE(1n << 60n);

  it.each([
    ['a header of 2^60 bytes', huge],
    ['a range beyond the end', header({ 'conv/kernel': kernel(64, 280) })],
    ['overlapping ranges', header({ 'conv/kernel': kernel(0, 216), x: kernel(0, 216) })],
    ['a negative range', header({ 'conv/kernel': kernel(-216, 0) })],
    ['no weights at all', header({})],
    ['something else', Buffer.from('PK\x03\x04 a zip file, perhaps')],
  ])('refuses %s in place of safetensors', async (name, bytes) => {
    const path = join(folder.path, `${name.replaceAll(/\W/g, '-')}.safetensors`);
    await writeFile(path, bytes);
    await expect(load(path)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
  });

  it('knows both flavours of ResNet50 apart', async () => {
    const other = catalogue['resnet50-torch'].build({ imageSizePx: 32, batchNormMomentum: null });
    const path = await writeH5('small.h5', (file) => fillLegacy(file, tensors));
    const loading = loadWeights(path, { network: other, flavour: 'torch' });
    await expect(loading).rejects.toThrow(/conv1\/kernel: expected \[7×7×3×64\], got nothing/);
  });
});
