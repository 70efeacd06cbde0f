import { visibleText } from '@crossfold/contracts';
import type { HostTensor, TensorMap } from '@crossfold/graph';
import type { Network, Parameter } from '../network/network.js';
import { weightsInvalid } from './weights-invalid.js';

/** One array of a weights file, read when its shape is right. */
export interface StoredWeight {
  /** Null where the file has nothing but an order. */
  readonly name: string | null;
  readonly shape: readonly number[];
  /** @returns null when its values are not numbers of 32 bits */
  readonly read: () => Float32Array | null;
}

/** The arrays of a weights file by the layer they belong to, in the layer's own order. */
export type StoredLayers = ReadonlyMap<string, readonly StoredWeight[]>;

/** What was found in a weights file. */
export interface StoredFile {
  readonly layers: StoredLayers;
  /** What it holds in its own words; by default the names of the layers. */
  readonly names?: readonly string[];
  /** What helps where something is missing or has another shape. */
  readonly hint?: string;
}

/**
 * The parameters of a network out of a weights file. Layers are found by name; within a layer weights
 * go by name where the file has our names, otherwise by order, as Keras itself loads them. What the
 * file holds beyond that (a classifier on top) is left alone.
 *
 * @param what names the file in errors
 * @throws AppError WEIGHTS_INVALID with every parameter that is missing or has another shape
 */
export function selectWeights(
  network: Network,
  { layers, names = [...layers.keys()], hint }: StoredFile,
  what: string,
): TensorMap {
  const problems: string[] = [];
  const tensors = new Map<string, HostTensor>();
  for (const [layer, parameters] of parametersByLayer(network)) {
    const weights = matchWeights(parameters, findLayer(layers, layer));
    for (const [index, parameter] of parameters.entries()) {
      const found = readWeight(parameter, weights[index]);
      if (typeof found === 'string') problems.push(`${parameter.name}: ${found}`);
      else tensors.set(parameter.name, found);
    }
  }
  if (problems.length > 0)
    throw weightsInvalid(what, problems, { holdings: holdings(names), remedy: hint });
  return tensors;
}

/** Names that the file does hold: files of other versions or of a wrapped model are known by them. */
function holdings(names: readonly string[]): string {
  if (names.length === 0) return 'the file holds no layers';
  const shown = names.slice(0, shownNames).map((name) => `"${visibleText(name).slice(0, 80)}"`);
  const left = names.length - shown.length;
  return `the file holds ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

const shownNames = 3;

function parametersByLayer(network: Network): Map<string, Parameter[]> {
  const layers = new Map<string, Parameter[]>();
  for (const parameter of network.parameters) {
    const layer = parameter.name.slice(0, parameter.name.lastIndexOf('/'));
    layers.set(layer, [...(layers.get(layer) ?? []), parameter]);
  }
  return layers;
}

/** Keras numbers the layers that an architecture does not name: `normalization_2`. */
function findLayer(stored: StoredLayers, layer: string): readonly StoredWeight[] {
  const exact = stored.get(layer);
  if (exact) return exact;
  const isNumbered = (name: string) =>
    name.startsWith(`${layer}_`) && /^\d+$/.test(name.slice(layer.length + 1));
  const [numbered, ...others] = [...stored.keys()].filter(isNumbered);
  return numbered !== undefined && others.length === 0 ? (stored.get(numbered) ?? []) : [];
}

function matchWeights(
  parameters: readonly Parameter[],
  weights: readonly StoredWeight[],
): readonly (StoredWeight | undefined)[] {
  const byName = parameters.map(({ name }) => {
    const weight = name.slice(name.lastIndexOf('/') + 1);
    return weights.find((candidate) => candidate.name === weight);
  });
  if (byName.every((weight) => weight !== undefined)) return byName;
  return weights.length === parameters.length
    ? weights.map((weight, index) => asStored(weight, parameters[index]))
    : byName;
}

/**
 * Keras has no class for a scale of the channels that every reader knows: a whole model that was
 * exported here has a 1×1 convolution of each channel, without a bias, in its place.
 */
function asStored(weight: StoredWeight, parameter: Parameter | undefined): StoredWeight {
  const [height, width, channels = NaN, multiplier] = weight.shape;
  const isOnePixel = height === 1 && width === 1 && multiplier === 1;
  const isScale = weight.name === 'depthwise_kernel' && parameter?.shape.length === 1;
  return isScale && isOnePixel ? { ...weight, shape: [channels] } : weight;
}

/** @returns what is wrong with the weight, as text, when it cannot be used */
function readWeight(
  { shape, role }: Parameter,
  weight: StoredWeight | undefined,
): HostTensor | string {
  const expected = shape.join('×');
  if (!weight) return `expected [${expected}], got nothing`;
  if (weight.shape.join('×') !== expected) {
    return `expected [${expected}], got [${weight.shape.join('×')}]`;
  }
  const data = weight.read();
  if (!data) return `expected 32-bit numbers, got another type`;
  const isFinite = data.every(Number.isFinite);
  if (!isFinite) return 'expected finite values, got NaN or infinity';
  if (role === 'movingVariance' && data.some((value) => value < 0)) {
    return 'expected variances of at least zero, got a negative one';
  }
  return { shape, data };
}
