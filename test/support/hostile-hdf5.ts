import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWeights, type Network } from '@crossfold/model';
import { ensurePythonEnv, kerasRequirements, runPython } from './python-env.js';

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

export interface HostileFiles {
  readonly names: readonly string[];
  load(name: string): Promise<unknown>;
  remove(): Promise<void>;
}

/** HDF5 files by h5py that no loader of weights should follow, unpack or believe. */
export async function writeHostileFiles(): Promise<HostileFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-hdf5-'));
  const secret = join(folder, 'secret');
  await writeFile(secret, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
  const python = await ensurePythonEnv('keras', kerasRequirements);
  const script = new URL('../parity/weights_files.py', import.meta.url).pathname;
  const names = await runPython<string[]>(python, script, { folder, secret });
  return {
    names,
    load: (name) => loadWeights(join(folder, name), { network, flavour: 'keras' }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
