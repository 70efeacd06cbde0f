import type { HostTensor } from '@crossfold/graph';
import type { Activation, Network, NetworkNode, Padding } from '../network/network.js';
import { affineOf, tensorOf, type ValuedNetwork } from './valued-network.js';

export interface KerasWeight {
  readonly name: string;
  readonly tensor: HostTensor;
}

/** One layer of a Keras model: its class, its configuration and its weights, in Keras's order. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of layers. */
  readonly inputs: readonly string[];
  readonly weights: readonly KerasWeight[];
}

/**
 * How layers are written that not every reader has. `depthwise`: a 1×1 convolution of each channel,
 * which every reader has and which computes the same.
 */
export interface KerasDialect {
  readonly groupedConv: 'Conv2D' | 'DepthwiseConv2D';
  readonly inputLayers: 'own' | 'depthwise';
  readonly layerScale: 'LayerScale' | 'depthwise';
}

/** A whole model, for `keras.models.load_model`: nothing in it needs a class of anybody's own. */
export const wholeModel: KerasDialect = {
  groupedConv: 'Conv2D',
  inputLayers: 'own',
  layerScale: 'depthwise',
};
/** The classes that Keras applications are built of, by which Keras 3 finds weights. */
export const ofApplications: KerasDialect = { ...wholeModel, layerScale: 'LayerScale' };

export const inputName = 'input';

/** The layers of a network, from the input on, each after those that it reads. */
export function listKerasLayers(model: ValuedNetwork, dialect: KerasDialect): KerasLayer[] {
  const { network } = model;
  const layers: KerasLayer[] = [
    layer('InputLayer', inputName, [], { batch_input_shape: [null, ...network.inputShape] }),
  ];
  const names = new Map([[inputName, inputName]]);
  const read = (node: NetworkNode) => node.inputs.map((input) => names.get(input) as string);
  for (const node of network.nodes) {
    const fused = fusedActivation(node, network);
    if (fused === 'done') continue;
    const name = fused ? fused.name : node.name;
    layers.push(...layersOf(model, dialect, { node, name, inputs: read(node), activation: fused }));
    names.set(node.name, name);
    if (fused) names.set(fused.name, name);
  }
  return layers;
}

interface Place {
  readonly node: NetworkNode;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly activation: NetworkNode | null;
}

/**
 * A convolution and its activation that are one layer of Keras, named after the output: the
 * activation of such a convolution, or that the node is this activation and was written with it.
 */
function fusedActivation(node: NetworkNode, { nodes }: Network): NetworkNode | 'done' | null {
  const isLinear = (name: string, layer: string) => name === `${layer}_linear`;
  if (node.op === 'conv' && !node.kernel.startsWith(`${node.name}/`)) {
    return nodes.find(({ name }) => isLinear(node.name, name)) ?? null;
  }
  return node.inputs.some((input) => isLinear(input, node.name)) ? 'done' : null;
}

function layersOf(model: ValuedNetwork, dialect: KerasDialect, place: Place): KerasLayer[] {
  const { node, name, inputs } = place;
  const [input = ''] = inputs;
  const one = (className: string, config: object = {}, weights: readonly KerasWeight[] = []) => [
    layer(className, name, inputs, config, weights),
  ];
  const weightsOf = (...parameters: (string | null)[]) =>
    parameters.flatMap((parameter) => (parameter === null ? [] : keep(model, parameter)));
  switch (node.op) {
    case 'conv': {
      const bias = node.bias ?? absorbedBiasOf(node, model.network);
      const kernel = tensorOf(model, node.kernel);
      const config = {
        filters: kernel.shape[3],
        ...windowOf(node.strides, kernel.shape),
        use_bias: bias !== null,
        activation: kerasActivation(place.activation),
      };
      return padded(place, node.padding, 'Conv2D', config, weightsOf(node.kernel, bias));
    }
    case 'depthwiseConv': {
      const kernel = tensorOf(model, node.kernel);
      const isGrouped = kernel.shape[2] === 1 && node.shape[2] !== 1;
      const config = { ...windowOf(node.strides, kernel.shape), use_bias: node.bias !== null };
      const weights = weightsOf(node.kernel, node.bias);
      if (isGrouped && dialect.groupedConv === 'Conv2D') {
        const groups = { filters: kernel.shape[3], groups: kernel.shape[3] };
        return padded(place, node.padding, 'Conv2D', { ...config, ...groups }, weights);
      }
      const turned = weights.map(depthwiseKernel);
      return padded(place, node.padding, 'DepthwiseConv2D', config, turned);
    }
    case 'batchNorm': {
      const { epsilon, momentum, gamma, beta, movingMean, movingVariance } = node;
      const weights = weightsOf(gamma, beta, movingMean, movingVariance);
      return one('BatchNormalization', { axis: -1, epsilon, momentum }, weights);
    }
    case 'layerNorm':
      return one(
        'LayerNormalization',
        { axis: -1, epsilon: node.epsilon },
        weightsOf(node.gamma, node.beta),
      );
    case 'dense':
      return one(
        'Dense',
        { units: node.shape.at(-1), use_bias: true, activation: 'linear' },
        weightsOf(node.kernel, node.bias),
      );
    case 'relu6':
      return one('ReLU', { max_value: 6 });
    case 'relu':
    case 'swish':
    case 'sigmoid':
    case 'gelu':
      return one('Activation', { activation: node.op });
    case 'add':
      return one('Add');
    case 'multiply':
      return one('Multiply');
    case 'scale':
      return dialect.layerScale === 'depthwise'
        ? [affineLayer(model, node, name, input)]
        : one('LayerScale', {}, weightsOf(node.gamma));
    case 'rescale':
      return dialect.inputLayers === 'depthwise'
        ? [affineLayer(model, node, name, input)]
        : one('Rescaling', { scale: orOne(node.factors), offset: orOne(node.offsets) });
    case 'normaliseInput': {
      if (dialect.inputLayers === 'depthwise') return [affineLayer(model, node, name, input)];
      const config = { axis: -1, mean: null, variance: null };
      const statistics = weightsOf(node.mean, node.variance, `${node.name}/count`);
      return one('Normalization', config, statistics);
    }
    case 'maxPool': {
      const config = { pool_size: [node.size, node.size], strides: [node.strides, node.strides] };
      return padded(place, node.padding, 'MaxPooling2D', config, []);
    }
    case 'globalAveragePool':
      return one('GlobalAveragePooling2D');
    case 'asMap':
      return one('Reshape', { target_shape: [...node.shape] });
    case 'flatten':
      return one('Flatten');
    case 'dropout':
      return one('Dropout', {
        rate: node.rate,
        ...(node.unit === 'image' && { noise_shape: [null, 1, 1, 1] }),
      });
  }
}

/** A layer, after one of zeros where its padding is explicit. */
function padded(
  { name, inputs }: Place,
  padding: Padding,
  className: string,
  config: object,
  weights: readonly KerasWeight[],
): KerasLayer[] {
  if (padding === 'same' || padding === 'valid') {
    return [layer(className, name, inputs, { ...config, padding }, weights)];
  }
  return [
    layer('ZeroPadding2D', `${name}_pad`, inputs, { padding }),
    layer(className, name, [`${name}_pad`], { ...config, padding: 'valid' }, weights),
  ];
}

function affineLayer(
  model: ValuedNetwork,
  node: Parameters<typeof affineOf>[1],
  name: string,
  input: string,
): KerasLayer {
  const { factors, offsets } = affineOf(model, node);
  // A scale adds nothing, and is read back as the one array that it is.
  const useBias = node.op !== 'scale';
  const config = { kernel_size: [1, 1], strides: [1, 1], padding: 'valid', use_bias: useBias };
  const bias = { name: 'bias', tensor: { shape: [offsets.length], data: offsets } };
  return layer('DepthwiseConv2D', name, [input], { ...config, activation: 'linear' }, [
    { name: 'depthwise_kernel', tensor: { shape: [1, 1, factors.length, 1], data: factors } },
    ...(useBias ? [bias] : []),
  ]);
}

function layer(
  className: string,
  name: string,
  inputs: readonly string[],
  config: object,
  weights: readonly KerasWeight[] = [],
): KerasLayer {
  return { className, name, inputs, weights, config: { name, trainable: true, ...config } };
}

function keep(model: ValuedNetwork, parameter: string): KerasWeight[] {
  const name = parameter.slice(parameter.lastIndexOf('/') + 1);
  return [{ name, tensor: tensorOf(model, parameter) }];
}

/** The kernel of a grouped convolution has the same values in the same order. */
function depthwiseKernel({ name, tensor }: KerasWeight): KerasWeight {
  if (name !== 'kernel') return { name, tensor };
  const [height = 1, width = 1, ...channels] = tensor.shape;
  const shape = [height, width, Math.max(...channels), 1];
  return { name: 'depthwise_kernel', tensor: { shape, data: tensor.data } };
}

/** A bias that batch normalisation absorbs is one of the convolution's weights in Keras. */
function absorbedBiasOf({ name }: NetworkNode, { nodes }: Network): string | null {
  const norm = nodes.find((node) => node.op === 'batchNorm' && node.inputs[0] === name);
  return norm?.op === 'batchNorm' ? norm.absorbedBias : null;
}

function windowOf(strides: number, kernel: readonly number[]) {
  return { kernel_size: kernel.slice(0, 2), strides: [strides, strides], activation: 'linear' };
}

function kerasActivation(node: NetworkNode | null): Activation | 'linear' {
  return node === null ? 'linear' : (node.op as Activation);
}

function orOne(values: readonly number[]): number | readonly number[] {
  const [first = 0] = values;
  return values.length === 1 ? first : values;
}
