import { basename } from 'node:path';
import {
  AppError,
  describeFileFault,
  readNamedFile,
  sha256,
  visibleText,
} from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import type { Architecture, WeightsFlavour } from '../catalogue/architecture.js';
import type { Network } from '../network/network.js';
import { readKerasFile, type KerasContents } from './keras-h5.js';
import { layersByPlace } from './layers-by-place.js';
import { decodeSafetensors } from './safetensors.js';
import {
  selectWeights,
  type StoredFile,
  type StoredLayers,
  type StoredWeight,
} from './stored-layers.js';
import { torchLayers, torchName } from './torch-layers.js';
import { assertPlainName, weightsInvalid } from './weights-invalid.js';

export interface WantedWeights {
  readonly network: Network;
  readonly flavour: WeightsFlavour;
  readonly kerasSequentials?: Architecture['kerasSequentials'];
}

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
  wanted: WantedWeights,
  expectedSha256?: string,
): Promise<LoadedWeights> {
  const bytes = await readWeightsFile(path);
  const what = visibleText(basename(path));
  const hash = sha256(bytes);
  // What it has instead is not told: whoever may name a path must not learn of what lies there.
  if (expectedSha256 !== undefined && hash !== expectedSha256) {
    throw weightsInvalid(what, [`expected SHA-256 ${expectedSha256}, got another file`]);
  }
  const { network } = wanted;
  const tensors = bytes.subarray(0, hdf5Signature.length).equals(hdf5Signature)
    ? await readKerasFile(bytes, what, (contents) => selectFromKeras(wanted, contents, what))
    : selectWeights(network, safetensorsLayers(bytes, wanted, what), what);
  return { tensors, sha256: hash };
}

function selectFromKeras(
  { network, kerasSequentials }: WantedWeights,
  { named, unnamed }: KerasContents,
  what: string,
): TensorMap {
  if (named.size > 0 || unnamed.size === 0) return selectWeights(network, { layers: named }, what);
  const layers = layersByPlace(network, kerasSequentials, unnamed);
  return selectWeights(network, { layers, hint: withoutNames, names: [...unnamed.keys()] }, what);
}

const withoutNames =
  'The file has no names of layers, as of Keras 3.0 to 3.5, so they were matched by class and order: use a file of this very architecture, or load it with Keras and save it again with 3.6 or later.';

/** Two gibibytes: no backbone here comes near it, and one file cannot take all memory. */
const maxWeightsBytes = 2 ** 31;

async function readWeightsFile(path: string): Promise<Buffer> {
  try {
    return await readNamedFile(path, maxWeightsBytes);
  } catch (cause) {
    const text = `expected a readable weights file at ${path}, got ${describeFileFault(cause)}`;
    throw new AppError('WEIGHTS_INVALID', text, {
      cause,
      remedy: 'Put the file there on every worker, or correct model.weights.path.',
    });
  }
}

function safetensorsLayers(
  bytes: Buffer,
  { network, flavour }: WantedWeights,
  what: string,
): StoredFile {
  const ours = new Set(network.parameters.map(({ name }) => name));
  const torch = new Set(flavour === 'torch' ? network.parameters.map(torchName) : []);
  const names: string[] = [];
  const tensors = decodeWeights(bytes, what, (name) => {
    assertPlainName(name, what);
    names.push(name);
    return ours.has(name) || torch.has(name);
  });
  const layers = [...tensors.keys()].some((name) => torch.has(name))
    ? torchLayers(network, tensors)
    : ownLayers(tensors);
  return { layers, names };
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
