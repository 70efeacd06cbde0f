/** Height, width and channels of a feature map, or the length of a vector. */
export type Shape = readonly [number, number, number] | readonly [number];

export type Padding =
  | 'same'
  | 'valid'
  /** Rows above and below, columns left and right. */
  | readonly [readonly [number, number], readonly [number, number]];

/** How a parameter is used; only those of `trainableRoles` get a gradient. */
export type ParameterRole =
  | 'kernel'
  | 'bias'
  | 'absorbedBias'
  | 'gamma'
  | 'beta'
  | 'movingMean'
  | 'movingVariance'
  /** Of an input normalisation inside the network: mean, variance, images they were taken from. */
  | 'inputStatistic';

export interface Parameter {
  /** Layer and weight name as Keras writes them: `conv1_conv/kernel`. */
  readonly name: string;
  /**
   * Convolutions HWIO, depthwise ones [height, width, channels, 1], or with the last two axes
   * swapped where Keras has a grouped convolution; dense layers [in, out], all others [channels].
   */
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  /** First value or values, where it is not the usual one of the role. */
  readonly initial?: number | readonly number[];
}

interface NodeBase {
  readonly name: string;
  /** Names of the nodes it reads; `input` is the network's input. */
  readonly inputs: readonly string[];
  readonly shape: Shape;
}

export interface ConvNode extends NodeBase {
  readonly op: 'conv';
  readonly strides: number;
  readonly padding: Padding;
  readonly kernel: string;
  /** A bias that is added; one that batch normalisation absorbs is not listed here. */
  readonly bias: string | null;
}

/** A convolution of each channel on its own. */
export interface DepthwiseConvNode extends NodeBase {
  readonly op: 'depthwiseConv';
  readonly strides: number;
  readonly padding: Padding;
  readonly kernel: string;
  readonly bias: string | null;
}

/**
 * Batch normalisation over all axes but the last. A convolution's bias before it has no effect on
 * the output in training and an exactly zero gradient, so it is never added: the moving mean is
 * read with the absorbed bias subtracted and updated with it added. Weights stay those of Keras.
 */
export interface BatchNormNode extends NodeBase {
  readonly op: 'batchNorm';
  readonly epsilon: number;
  /** Share of the running statistics kept at each step. */
  readonly momentum: number;
  /** Variance that the running statistics take in: n or n − 1 in the denominator. */
  readonly runningVariance: 'biased' | 'unbiased';
  readonly gamma: string;
  readonly beta: string;
  readonly movingMean: string;
  readonly movingVariance: string;
  readonly absorbedBias: string | null;
}

/** Normalisation over the last axis, at each position on its own. */
interface LayerNormNode extends NodeBase {
  readonly op: 'layerNorm';
  readonly epsilon: number;
  readonly gamma: string;
  readonly beta: string;
}

/** Works on the last axis: on a map, at each position on its own. */
export interface DenseNode extends NodeBase {
  readonly op: 'dense';
  readonly kernel: string;
  readonly bias: string;
}

export interface MaxPoolNode extends NodeBase {
  readonly op: 'maxPool';
  readonly size: number;
  readonly strides: number;
  readonly padding: Padding;
}

export interface DropoutNode extends NodeBase {
  readonly op: 'dropout';
  readonly rate: number;
  /** What is kept or dropped at once: one value, or all of an image (stochastic depth). */
  readonly unit: 'value' | 'image';
}

/** Each channel times a trained factor (layer scale). */
interface ScaleNode extends NodeBase {
  readonly op: 'scale';
  readonly gamma: string;
}

/** Each channel times a fixed factor, plus a fixed offset. */
interface RescaleNode extends NodeBase {
  readonly op: 'rescale';
  /** One for all channels, or one each. */
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
}

/** (x − mean) / √variance with values that came with the weights and are not trained. */
export interface NormaliseInputNode extends NodeBase {
  readonly op: 'normaliseInput';
  readonly mean: string;
  readonly variance: string;
}

export type Activation = 'relu' | 'relu6' | 'swish' | 'sigmoid' | 'gelu';

interface PlainNode extends NodeBase {
  readonly op:
    | Activation
    | 'add'
    /** Of two maps, or of a map and one value for each of its channels. */
    | 'multiply'
    | 'globalAveragePool'
    | 'flatten'
    /** A vector as a map of one position. */
    | 'asMap';
}

export type NetworkNode =
  | ConvNode
  | DepthwiseConvNode
  | BatchNormNode
  | LayerNormNode
  | DenseNode
  | MaxPoolNode
  | DropoutNode
  | ScaleNode
  | RescaleNode
  | NormaliseInputNode
  | PlainNode;

/** Consecutive nodes that are frozen, trained or slowed down together. */
export interface NetworkBlock {
  readonly name: string;
  /** Names of its nodes and parameters. */
  readonly nodes: readonly string[];
  readonly parameters: readonly string[];
}

/** A network as data: nodes in the order of execution, every node after those that it reads. */
export interface Network {
  readonly name: string;
  readonly inputShape: Shape;
  readonly nodes: readonly NetworkNode[];
  readonly parameters: readonly Parameter[];
  /** From the input to the output; every node and parameter is in one of them. */
  readonly blocks: readonly NetworkBlock[];
  readonly output: string;
  readonly outputShape: Shape;
}

const trainableRoles: ReadonlySet<ParameterRole> = new Set(['kernel', 'bias', 'gamma', 'beta']);

export function isTrainable(parameter: Parameter): boolean {
  return trainableRoles.has(parameter.role);
}

export function parameterSize(parameter: Parameter): number {
  return parameter.shape.reduce((product, length) => product * length, 1);
}

export function countParameters(network: Network): number {
  return network.parameters.reduce((sum, parameter) => sum + parameterSize(parameter), 0);
}
