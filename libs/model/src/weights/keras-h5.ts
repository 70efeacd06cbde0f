import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import type { Network, Parameter } from '../network/network.js';
import type { HostTensor, TensorMap } from './tensor-map.js';

export interface LoadedWeights {
  readonly tensors: TensorMap;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** How Keras calls our weights within a layer's group of a legacy file. */
const suffixes = [':0', ''] as const;

/**
 * Reads the parameters of a backbone from a Keras applications `.h5` file (legacy layout, with or
 * without the classifier on top). Every parameter must be there with its exact shape.
 *
 * @param expectedSha256 refuses any other file
 * @throws AppError WEIGHTS_INVALID
 */
export async function loadKerasWeights(
  path: string,
  network: Network,
  expectedSha256?: string,
): Promise<LoadedWeights> {
  const bytes = await readWeightsFile(path);
  const hash = sha256(bytes);
  if (expectedSha256 !== undefined && hash !== expectedSha256) {
    throw invalid(path, [`expected SHA-256 ${expectedSha256}, got ${hash}`]);
  }
  return { tensors: await readParameters(bytes, path, network), sha256: hash };
}

async function readWeightsFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('WEIGHTS_INVALID', `expected a readable weights file, got ${path}`, {
      cause,
      remedy: 'Put the file there on every worker, or correct model.weights.path.',
    });
  }
}

async function readParameters(bytes: Buffer, path: string, network: Network): Promise<TensorMap> {
  const h5 = await import('h5wasm/node');
  const { FS } = await h5.ready;
  const mounted = `/weights-${sha256(path).slice(0, 16)}.h5`;
  FS.writeFile(mounted, bytes);
  try {
    const file = openFile(() => new h5.File(mounted, 'r'), path);
    try {
      const read = (name: string) => readDataset(file.get(name));
      return collectParameters(read, path, network);
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(mounted);
  }
}

function openFile<F extends { readonly file_id: bigint }>(open: () => F, path: string): F {
  try {
    const file = open();
    if (file.file_id >= 0n) return file;
  } catch {
    // The library throws or returns an invalid handle, by kind of damage.
  }
  throw invalid(path, ['expected an HDF5 file']);
}

type ReadDataset = (name: string) => HostTensor | null;

function readDataset(entity: unknown): HostTensor | null {
  if (entity === null || typeof entity !== 'object' || !('shape' in entity)) return null;
  const { shape, value } = entity as { shape: number[] | null; value: unknown };
  return shape && value instanceof Float32Array ? { shape, data: value } : null;
}

function collectParameters(read: ReadDataset, path: string, network: Network): TensorMap {
  const problems: string[] = [];
  const tensors = new Map<string, HostTensor>();
  for (const parameter of network.parameters) {
    const found = findParameter(read, parameter);
    const expected = parameter.shape.join('×');
    if (!found) problems.push(`${parameter.name}: expected [${expected}], got nothing`);
    else if (found.shape.join('×') !== expected) {
      problems.push(`${parameter.name}: expected [${expected}], got [${found.shape.join('×')}]`);
    } else tensors.set(parameter.name, found);
  }
  if (problems.length > 0) throw invalid(path, problems);
  return tensors;
}

/** Keras repeats the layer's name in the path: `conv1_conv/conv1_conv/kernel:0`. */
function findParameter(read: ReadDataset, { name }: Parameter): HostTensor | null {
  const layer = name.slice(0, name.lastIndexOf('/'));
  const paths = ['', 'model_weights/'].flatMap((root) =>
    suffixes.flatMap((suffix) => [`${root}${layer}/${name}${suffix}`, `${root}${name}${suffix}`]),
  );
  for (const path of paths) {
    const found = read(path);
    if (found) return found;
  }
  return null;
}

function invalid(path: string, problems: readonly string[]): AppError {
  return new AppError(
    'WEIGHTS_INVALID',
    `expected weights for this architecture in ${basename(path)}, got ${problems.length} problem(s): ${problems.slice(0, 3).join('; ')}`,
    { problems },
  );
}
