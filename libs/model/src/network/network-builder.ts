import type { Network, NetworkNode, Padding, Parameter, ParameterRole, Shape } from './network.js';

export interface ConvOptions {
  readonly filters: number;
  readonly kernel: number;
  readonly strides?: number;
  readonly padding?: Padding;
}

export interface BatchNormOptions {
  readonly epsilon: number;
  readonly momentum: number;
}

/** A node without what the builder works out: its shape. */
type Draft<N = NetworkNode> = N extends NetworkNode ? Omit<N, 'shape'> : never;

/**
 * Collects the nodes of a network and works out shapes and parameters on the way. Every method
 * returns the name of the node it adds, to be read by later ones.
 */
export class NetworkBuilder {
  readonly #nodes = new Map<string, NetworkNode>();
  readonly #parameters: Parameter[] = [];

  constructor(
    private readonly name: string,
    private readonly inputShape: Shape,
  ) {}

  /** Convolution with a bias that is added to its output. */
  conv(name: string, input: string, options: ConvOptions): string {
    const bias = this.#parameter(`${name}/bias`, [options.filters], 'bias');
    return this.#conv(name, input, options, bias);
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
    const conv = this.#conv(names.conv, input, options, null);
    const { filters } = options;
    const absorbedBias = options.biased
      ? this.#parameter(`${names.conv}/bias`, [filters], 'absorbedBias')
      : null;
    const weight = (weightName: string, role: ParameterRole): string =>
      this.#parameter(`${names.batchNorm}/${weightName}`, [filters], role);
    return this.#add({
      op: 'batchNorm',
      name: names.batchNorm,
      inputs: [conv],
      epsilon: options.epsilon,
      momentum: options.momentum,
      gamma: weight('gamma', 'gamma'),
      beta: weight('beta', 'beta'),
      movingMean: weight('moving_mean', 'movingMean'),
      movingVariance: weight('moving_variance', 'movingVariance'),
      absorbedBias,
    });
  }

  relu(name: string, input: string): string {
    return this.#add({ op: 'relu', name, inputs: [input] });
  }

  add(name: string, left: string, right: string): string {
    return this.#add({ op: 'add', name, inputs: [left, right] });
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

  dropout(name: string, input: string, rate: number): string {
    return this.#add({ op: 'dropout', name, inputs: [input], rate });
  }

  dense(name: string, input: string, units: number): string {
    const [features] = this.#shapeOf(input);
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
      output,
      outputShape: this.#shapeOf(output),
    };
  }

  #conv(name: string, input: string, options: ConvOptions, bias: string | null): string {
    const { filters, kernel: side, strides = 1, padding = 'valid' } = options;
    const channels = this.#shapeOf(input).at(-1) ?? 0;
    const kernel = this.#parameter(`${name}/kernel`, [side, side, channels, filters], 'kernel');
    return this.#add({ op: 'conv', name, inputs: [input], strides, padding, kernel, bias });
  }

  #parameter(name: string, shape: readonly number[], role: ParameterRole): string {
    this.#parameters.push({ name, shape, role });
    return name;
  }

  #add(draft: Draft): string {
    if (this.#nodes.has(draft.name) || draft.name === 'input') {
      throw new Error(`network ${this.name} has two nodes named ${draft.name}`);
    }
    this.#nodes.set(draft.name, { ...draft, shape: this.#inferShape(draft) } as NetworkNode);
    return draft.name;
  }

  #shapeOf(name: string): Shape {
    if (name === 'input') return this.inputShape;
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`network ${this.name} has no node named ${name}`);
    return node.shape;
  }

  #inferShape(draft: Draft): Shape {
    const input = this.#shapeOf(draft.inputs[0] as string);
    switch (draft.op) {
      case 'conv': {
        const [side, , , filters] = this.#parameterShape(draft.kernel);
        return windowShape(input, side as number, draft.strides, draft.padding, filters as number);
      }
      case 'maxPool':
        return windowShape(input, draft.size, draft.strides, draft.padding, input.at(-1) as number);
      case 'dense':
        return [this.#parameterShape(draft.kernel)[1] as number];
      case 'globalAveragePool':
        return [input.at(-1) as number];
      case 'flatten':
        return [input.reduce((product, length) => product * length, 1)];
      default:
        return input;
    }
  }

  #parameterShape(name: string): readonly number[] {
    return this.#parameters.find((parameter) => parameter.name === name)?.shape ?? [];
  }
}

function windowShape(
  input: Shape,
  size: number,
  strides: number,
  padding: Padding,
  channels: number,
): Shape {
  const side = (length: number, axis: 0 | 1): number => {
    if (padding === 'same') return Math.ceil(length / strides);
    const [before, after] = padding === 'valid' ? [0, 0] : padding[axis];
    return Math.floor((length + before + after - size) / strides) + 1;
  };
  const [height, width] = input as readonly [number, number, number];
  return [side(height, 0), side(width, 1), channels];
}
