import type { Activation, Network, Padding, ParameterRole, Shape } from './network.js';
import { NetworkParts } from './network-parts.js';

export interface ConvOptions {
  readonly filters: number;
  readonly kernel: number;
  readonly strides?: number;
  readonly padding?: Padding;
}

export type DepthwiseConvOptions = Omit<ConvOptions, 'filters'>;

export interface BatchNormOptions {
  readonly epsilon: number;
  readonly momentum: number;
  readonly runningVariance?: 'biased' | 'unbiased';
}

/**
 * The layers that networks are made of. Every method returns the name of the node it adds, to be
 * read by later ones.
 */
export class NetworkBuilder {
  readonly #parts: NetworkParts;

  constructor(name: string, inputShape: Shape) {
    this.#parts = new NetworkParts(name, inputShape);
  }

  /** What is added from now on belongs to a new block; before the first one, to `stem`. */
  beginBlock(name: string): void {
    this.#parts.beginBlock(name);
  }

  /** Convolution with a bias that is added to its output. */
  conv(name: string, input: string, options: ConvOptions): string {
    return this.#conv({ node: name, layer: name }, input, options, true);
  }

  /** Convolution with a bias and an activation in one layer, which is named after its output. */
  convActivation(
    layer: string,
    input: string,
    options: ConvOptions,
    activation: Activation,
  ): string {
    const linear = this.#conv({ node: `${layer}_linear`, layer }, input, options, true);
    return this.activation(layer, linear, activation);
  }

  /**
   * Convolution of each channel with a bias. Keras has it as a convolution with as many groups as
   * channels, whose kernel has the last two axes swapped.
   */
  groupedDepthwiseConv(name: string, input: string, options: DepthwiseConvOptions): string {
    return this.#depthwiseConv(name, input, options, 'grouped');
  }

  /**
   * Convolution followed by batch normalisation, which absorbs the convolution's bias. `biased`
   * says whether the architecture has that bias at all.
   */
  convBatchNorm(
    names: { readonly conv: string; readonly batchNorm: string },
    input: string,
    options: ConvOptions & BatchNormOptions & { readonly biased: boolean },
  ): string {
    const conv = this.#conv({ node: names.conv, layer: names.conv }, input, options, false);
    const absorbedBias = options.biased
      ? this.#parts.addParameter(`${names.conv}/bias`, [options.filters], 'absorbedBias')
      : null;
    return this.#batchNorm(names.batchNorm, conv, options, absorbedBias);
  }

  /** Convolution of each channel, without a bias, followed by batch normalisation. */
  depthwiseConvBatchNorm(
    names: { readonly conv: string; readonly batchNorm: string },
    input: string,
    options: DepthwiseConvOptions & BatchNormOptions,
  ): string {
    const conv = this.#depthwiseConv(names.conv, input, options, 'depthwise');
    return this.#batchNorm(names.batchNorm, conv, options, null);
  }

  layerNorm(name: string, input: string, epsilon: number): string {
    const channels = this.#parts.channelsOf(input);
    return this.#parts.addNode({
      op: 'layerNorm',
      name,
      inputs: [input],
      epsilon,
      gamma: this.#parts.addParameter(`${name}/gamma`, [channels], 'gamma'),
      beta: this.#parts.addParameter(`${name}/beta`, [channels], 'beta'),
    });
  }

  activation(name: string, input: string, activation: Activation): string {
    return this.#parts.addNode({ op: activation, name, inputs: [input] });
  }

  relu(name: string, input: string): string {
    return this.#parts.addNode({ op: 'relu', name, inputs: [input] });
  }

  relu6(name: string, input: string): string {
    return this.activation(name, input, 'relu6');
  }

  swish(name: string, input: string): string {
    return this.activation(name, input, 'swish');
  }

  add(name: string, left: string, right: string): string {
    return this.#parts.addNode({ op: 'add', name, inputs: [left, right] });
  }

  /** @param factors a map, or one value for each channel of `input` as a map of one position */
  multiply(name: string, input: string, factors: string): string {
    return this.#parts.addNode({ op: 'multiply', name, inputs: [input, factors] });
  }

  /** @param initial of all factors */
  scale(name: string, input: string, initial: number): string {
    const shape = [this.#parts.channelsOf(input)];
    const gamma = this.#parts.addParameter(`${name}/gamma`, shape, 'gamma', initial);
    return this.#parts.addNode({ op: 'scale', name, inputs: [input], gamma });
  }

  /** x·factor + offset, with one number for all channels or one for each. */
  rescale(
    name: string,
    input: string,
    factors: readonly number[],
    offsets: readonly number[] = [0],
  ): string {
    return this.#parts.addNode({ op: 'rescale', name, inputs: [input], factors, offsets });
  }

  /** Keras's Normalization layer; the first values are those of a network without weights. */
  normaliseInput(
    name: string,
    input: string,
    initial: { readonly mean: readonly number[]; readonly variance: readonly number[] },
  ): string {
    const statistic = (weight: string, values: number | readonly number[]): string => {
      const shape = typeof values === 'number' ? [] : [values.length];
      return this.#parts.addParameter(`${name}/${weight}`, shape, 'inputStatistic', values);
    };
    const mean = statistic('mean', initial.mean);
    const variance = statistic('variance', initial.variance);
    statistic('count', 0);
    return this.#parts.addNode({ op: 'normaliseInput', name, inputs: [input], mean, variance });
  }

  maxPool(
    name: string,
    input: string,
    options: { readonly size: number; readonly strides: number; readonly padding: Padding },
  ): string {
    return this.#parts.addNode({ op: 'maxPool', name, inputs: [input], ...options });
  }

  globalAveragePool(name: string, input: string): string {
    return this.#parts.addNode({ op: 'globalAveragePool', name, inputs: [input] });
  }

  flatten(name: string, input: string): string {
    return this.#parts.addNode({ op: 'flatten', name, inputs: [input] });
  }

  asMap(name: string, input: string): string {
    return this.#parts.addNode({ op: 'asMap', name, inputs: [input] });
  }

  dropout(name: string, input: string, rate: number, unit: 'value' | 'image' = 'value'): string {
    return this.#parts.addNode({ op: 'dropout', name, inputs: [input], rate, unit });
  }

  dense(name: string, input: string, units: number): string {
    const features = this.#parts.channelsOf(input);
    return this.#parts.addNode({
      op: 'dense',
      name,
      inputs: [input],
      kernel: this.#parts.addParameter(`${name}/kernel`, [features, units], 'kernel'),
      bias: this.#parts.addParameter(`${name}/bias`, [units], 'bias'),
    });
  }

  build(output: string): Network {
    return this.#parts.toNetwork(output);
  }

  #conv(
    names: { readonly node: string; readonly layer: string },
    input: string,
    options: ConvOptions,
    biased: boolean,
  ): string {
    const { filters, kernel: side, strides = 1, padding = 'valid' } = options;
    const { node: name, layer } = names;
    const shape = [side, side, this.#parts.channelsOf(input), filters];
    const kernel = this.#parts.addParameter(`${layer}/kernel`, shape, 'kernel');
    const bias = biased ? this.#parts.addParameter(`${layer}/bias`, [filters], 'bias') : null;
    return this.#parts.addNode({
      op: 'conv',
      name,
      inputs: [input],
      strides,
      padding,
      kernel,
      bias,
    });
  }

  #depthwiseConv(
    name: string,
    input: string,
    { kernel: side, strides = 1, padding = 'valid' }: DepthwiseConvOptions,
    kind: 'depthwise' | 'grouped',
  ): string {
    const channels = this.#parts.channelsOf(input);
    const shape = kind === 'grouped' ? [side, side, 1, channels] : [side, side, channels, 1];
    const kernel = this.#parts.addParameter(`${name}/kernel`, shape, 'kernel');
    const bias =
      kind === 'grouped' ? this.#parts.addParameter(`${name}/bias`, [channels], 'bias') : null;
    const window = { strides, padding, kernel, bias };
    return this.#parts.addNode({ op: 'depthwiseConv', name, inputs: [input], ...window });
  }

  #batchNorm(
    name: string,
    input: string,
    { epsilon, momentum, runningVariance = 'biased' }: BatchNormOptions,
    absorbedBias: string | null,
  ): string {
    const channels = this.#parts.channelsOf(input);
    const weight = (weightName: string, role: ParameterRole): string =>
      this.#parts.addParameter(`${name}/${weightName}`, [channels], role);
    return this.#parts.addNode({
      op: 'batchNorm',
      name,
      inputs: [input],
      epsilon,
      momentum,
      runningVariance,
      gamma: weight('gamma', 'gamma'),
      beta: weight('beta', 'beta'),
      movingMean: weight('moving_mean', 'movingMean'),
      movingVariance: weight('moving_variance', 'movingVariance'),
      absorbedBias,
    });
  }
}
