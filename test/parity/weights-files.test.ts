import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWeights, type Network } from '@crossfold/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

/** What is wanted of each file: an array of four numbers. */
const network: Network = {
  name: 'one-array',
  inputShape: [4],
  nodes: [],
  parameters: [{ name: 'conv/kernel', shape: [4], role: 'kernel' }],
  blocks: [],
  output: 'input',
  outputShape: [4],
};

/** By what h5py wrote, what is said of it. */
const refusals = {
  'external-file.h5': /values are stored in another file/,
  'external-device.h5': /values are stored in another file/,
  'virtual.h5': /got a virtual one, made of other arrays/,
  'virtual-within.h5': /got a virtual one, made of other arrays/,
  'link.h5': /got a link to another/,
  'gzip-bomb.h5': /got a packed one/,
  'huge-shape.h5': /expected \[4\], got \[1099511627776\]/,
  'wide-type.h5': /got elements of 67108864 bytes/,
} as const;

describe('HDF5 files of h5py', () => {
  let folder = '';
  let written: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-hdf5-'));
    const secret = join(folder, 'secret');
    await writeFile(secret, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./weights_files.py', import.meta.url).pathname;
    written = await runPython<string[]>(python, script, { folder, secret });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are those that are looked at here', () => {
    expect(written).toEqual(Object.keys(refusals));
  });

  it.each(Object.entries(refusals))('%s is refused by name', async (name, message) => {
    const loading = loadWeights(join(folder, name), { network, flavour: 'keras' });
    await expect(loading).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(loading).rejects.toThrow(message);
  });

  it('cost no memory to speak of', async () => {
    const before = process.memoryUsage.rss();
    for (const name of written) {
      await loadWeights(join(folder, name), { network, flavour: 'keras' }).catch(() => undefined);
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });
});
