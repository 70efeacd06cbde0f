import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import type { WeightsFlavour } from '../catalogue/architecture.js';
import type { Network } from '../network/network.js';
import { readKerasFile } from './keras-h5.js';
import { decodeSafetensors } from './safetensors.js';
import { selectWeights, type StoredLayers, type StoredWeight } from './stored-layers.js';
import type { TensorMap } from './tensor-map.js';
import { torchLayers, torchName } from './torch-layers.js';
import { assertPlainName, weightsInvalid } from './weights-invalid.js';

export interface LoadedWeights {
  readonly tensors: TensorMap;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** The first bytes of every HDF5 file. */
const hdf5Signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Reads the parameters of a backbone from a file: Keras's `.h5` and `.weights.h5`, or `.safetensors`
 * with our names or, for an architecture of that flavour, PyTorch's. What it is, its bytes say. A
 * classifier on top is left out. Every parameter must be there with its exact shape.
 *
 * @param expectedSha256 refuses any other file
 * @throws AppError WEIGHTS_INVALID
 */
export async function loadWeights(
  path: string,
  { network, flavour }: { readonly network: Network; readonly flavour: WeightsFlavour },
  expectedSha256?: string,
): Promise<LoadedWeights> {
  const bytes = await readWeightsFile(path);
  const what = basename(path);
  const hash = sha256(bytes);
  if (expectedSha256 !== undefined && hash !== expectedSha256) {
    throw weightsInvalid(what, [`expected SHA-256 ${expectedSha256}, got ${hash}`]);
  }
  const select = (layers: StoredLayers) => selectWeights(network, layers, what);
  const tensors = bytes.subarray(0, hdf5Signature.length).equals(hdf5Signature)
    ? await readKerasFile(path, select)
    : select(safetensorsLayers(bytes, network, flavour, what));
  return { tensors, sha256: hash };
}

async function readWeightsFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    throw new AppError(
      'WEIGHTS_INVALID',
      `expected a readable weights file at ${path}, got ${code}`,
      {
        cause,
        remedy: 'Put the file there on every worker, or correct model.weights.path.',
      },
    );
  }
}

function safetensorsLayers(
  bytes: Buffer,
  network: Network,
  flavour: WeightsFlavour,
  what: string,
): StoredLayers {
  const ours = new Set(network.parameters.map(({ name }) => name));
  const torch = new Set(flavour === 'torch' ? network.parameters.map(torchName) : []);
  const tensors = decodeWeights(bytes, what, (name) => {
    assertPlainName(name, what);
    return ours.has(name) || torch.has(name);
  });
  return [...tensors.keys()].some((name) => torch.has(name))
    ? torchLayers(network, tensors)
    : ownLayers(tensors);
}

function decodeWeights(
  bytes: Buffer,
  what: string,
  isWanted: (name: string) => boolean,
): TensorMap {
  try {
    return decodeSafetensors(bytes, what, isWanted).tensors;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'OBJECT_CORRUPT') throw error;
    throw new AppError('WEIGHTS_INVALID', error.message, {
      cause: error,
      remedy: 'Give a .h5, .weights.h5 or .safetensors file; fetch it again if it is damaged.',
    });
  }
}

function ownLayers(tensors: TensorMap): StoredLayers {
  const layers = new Map<string, StoredWeight[]>();
  for (const [path, { shape, data }] of tensors) {
    const split = path.lastIndexOf('/');
    const layer = path.slice(0, split);
    const weight = { name: path.slice(split + 1), shape, read: () => data };
    layers.set(layer, [...(layers.get(layer) ?? []), weight]);
  }
  return layers;
}
