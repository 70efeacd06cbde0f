import { inferShape, type Draft } from './infer-shape.js';
import type {
  Activation,
  Network,
  NetworkNode,
  Padding,
  Parameter,
  ParameterRole,
  Shape,
} from './network.js';

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
 * Collects the nodes of a network and works out shapes and parameters on the way. Every method
 * returns the name of the node it adds, to be read by later ones.
 */
export class NetworkBuilder {
  readonly #nodes = new Map<string, NetworkNode>();
  readonly #parameters: Parameter[] = [];
  readonly #blocks: { name: string; nodes: string[]; parameters: string[] }[] = [];

  constructor(
    private readonly name: string,
    private readonly inputShape: Shape,
  ) {}

  /** What is added from now on belongs to a new block; before the first one, to `stem`. */
  beginBlock(name: string): void {
    this.#blocks.push({ name, nodes: [], parameters: [] });
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
      ? this.#parameter(`${names.conv}/bias`, [options.filters], 'absorbedBias')
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
    const channels = this.#channelsOf(input);
    return this.#add({
      op: 'layerNorm',
      name,
      inputs: [input],
      epsilon,
      gamma: this.#parameter(`${name}/gamma`, [channels], 'gamma'),
      beta: this.#parameter(`${name}/beta`, [channels], 'beta'),
    });
  }

  activation(name: string, input: string, activation: Activation): string {
    return this.#add({ op: activation, name, inputs: [input] });
  }

  relu(name: string, input: string): string {
    return this.#add({ op: 'relu', name, inputs: [input] });
  }

  relu6(name: string, input: string): string {
    return this.activation(name, input, 'relu6');
  }

  swish(name: string, input: string): string {
    return this.activation(name, input, 'swish');
  }

  add(name: string, left: string, right: string): string {
    return this.#add({ op: 'add', name, inputs: [left, right] });
  }

  /** @param factors a map, or one value for each channel of `input` as a map of one position */
  multiply(name: string, input: string, factors: string): string {
    return this.#add({ op: 'multiply', name, inputs: [input, factors] });
  }

  /** @param initial of all factors */
  scale(name: string, input: string, initial: number): string {
    const shape = [this.#channelsOf(input)];
    const gamma = this.#parameter(`${name}/gamma`, shape, 'gamma', initial);
    return this.#add({ op: 'scale', name, inputs: [input], gamma });
  }

  /** x·factor + offset, with one number for all channels or one for each. */
  rescale(
    name: string,
    input: string,
    factors: readonly number[],
    offsets: readonly number[] = [0],
  ): string {
    return this.#add({ op: 'rescale', name, inputs: [input], factors, offsets });
  }

  /** Keras's Normalization layer; the first values are those of a network without weights. */
  normaliseInput(
    name: string,
    input: string,
    initial: { readonly mean: readonly number[]; readonly variance: readonly number[] },
  ): string {
    const statistic = (weight: string, values: number | readonly number[]): string => {
      const shape = typeof values === 'number' ? [] : [values.length];
      return this.#parameter(`${name}/${weight}`, shape, 'inputStatistic', values);
    };
    const mean = statistic('mean', initial.mean);
    const variance = statistic('variance', initial.variance);
    statistic('count', 0);
    return this.#add({ op: 'normaliseInput', name, inputs: [input], mean, variance });
  }

  maxPool(
    name: string,
    input: string,
    options: { readonly size: number; readonly strides: number; readonly padding: Padding },
  ): string {
    return this.#add({ op: 'maxPool', name, inputs: [input], ...options });
  }

  globalAveragePool(name: string, input: string): string {
    return this.#add({ op: 'globalAveragePool', name, inputs: [input] });
  }

  flatten(name: string, input: string): string {
    return this.#add({ op: 'flatten', name, inputs: [input] });
  }

  asMap(name: string, input: string): string {
    return this.#add({ op: 'asMap', name, inputs: [input] });
  }

  dropout(name: string, input: string, rate: number, unit: 'value' | 'image' = 'value'): string {
    return this.#add({ op: 'dropout', name, inputs: [input], rate, unit });
  }

  dense(name: string, input: string, units: number): string {
    const features = this.#channelsOf(input);
    return this.#add({
      op: 'dense',
      name,
      inputs: [input],
      kernel: this.#parameter(`${name}/kernel`, [features, units], 'kernel'),
      bias: this.#parameter(`${name}/bias`, [units], 'bias'),
    });
  }

  build(output: string): Network {
    return {
      name: this.name,
      inputShape: this.inputShape,
      nodes: [...this.#nodes.values()],
      parameters: this.#parameters,
      blocks: this.#blocks,
      output,
      outputShape: this.#shapeOf(output),
    };
  }

  #conv(
    names: { readonly node: string; readonly layer: string },
    input: string,
    options: ConvOptions,
    biased: boolean,
  ): string {
    const { filters, kernel: side, strides = 1, padding = 'valid' } = options;
    const { node: name, layer } = names;
    const shape = [side, side, this.#channelsOf(input), filters];
    const kernel = this.#parameter(`${layer}/kernel`, shape, 'kernel');
    const bias = biased ? this.#parameter(`${layer}/bias`, [filters], 'bias') : null;
    return this.#add({ op: 'conv', name, inputs: [input], strides, padding, kernel, bias });
  }

  #depthwiseConv(
    name: string,
    input: string,
    { kernel: side, strides = 1, padding = 'valid' }: DepthwiseConvOptions,
    kind: 'depthwise' | 'grouped',
  ): string {
    const channels = this.#channelsOf(input);
    const shape = kind === 'grouped' ? [side, side, 1, channels] : [side, side, channels, 1];
    const kernel = this.#parameter(`${name}/kernel`, shape, 'kernel');
    const bias = kind === 'grouped' ? this.#parameter(`${name}/bias`, [channels], 'bias') : null;
    const window = { strides, padding, kernel, bias };
    return this.#add({ op: 'depthwiseConv', name, inputs: [input], ...window });
  }

  #batchNorm(
    name: string,
    input: string,
    { epsilon, momentum, runningVariance = 'biased' }: BatchNormOptions,
    absorbedBias: string | null,
  ): string {
    const channels = this.#channelsOf(input);
    const weight = (weightName: string, role: ParameterRole): string =>
      this.#parameter(`${name}/${weightName}`, [channels], role);
    return this.#add({
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

  #parameter(
    name: string,
    shape: readonly number[],
    role: ParameterRole,
    initial?: Parameter['initial'],
  ): string {
    this.#parameters.push({ name, shape, role, ...(initial !== undefined && { initial }) });
    this.#block().parameters.push(name);
    return name;
  }

  #add(draft: Draft): string {
    if (this.#nodes.has(draft.name) || draft.name === 'input') {
      throw new Error(`network ${this.name} has two nodes named ${draft.name}`);
    }
    const shape = inferShape(
      draft,
      this.#shapeOf(draft.inputs[0] as string),
      (name) => this.#parameters.find((parameter) => parameter.name === name)?.shape ?? [],
    );
    this.#nodes.set(draft.name, { ...draft, shape } as NetworkNode);
    this.#block().nodes.push(draft.name);
    return draft.name;
  }

  #block() {
    if (this.#blocks.length === 0) this.beginBlock('stem');
    return this.#blocks.at(-1) as { nodes: string[]; parameters: string[] };
  }

  #shapeOf(name: string): Shape {
    if (name === 'input') return this.inputShape;
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`network ${this.name} has no node named ${name}`);
    return node.shape;
  }

  #channelsOf(name: string): number {
    return this.#shapeOf(name).at(-1) as number;
  }
}
