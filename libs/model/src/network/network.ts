/** Height, width and channels of a feature map, or the length of a vector. */
export type Shape = readonly [number, number, number] | readonly [number];

export type Padding =
  | 'same'
  | 'valid'
  /** Rows above and below, columns left and right. */
  | readonly [readonly [number, number], readonly [number, number]];

/** How a parameter is used; `absorbedBias` and the moving statistics get no gradient. */
export type ParameterRole =
  'kernel' | 'bias' | 'absorbedBias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

export interface Parameter {
  /** Layer and weight name as Keras writes them: `conv1_conv/kernel`. */
  readonly name: string;
  /** Convolutions HWIO, dense layers [in, out], all others [channels]. */
  readonly shape: readonly number[];
  readonly role: ParameterRole;
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
  readonly gamma: string;
  readonly beta: string;
  readonly movingMean: string;
  readonly movingVariance: string;
  readonly absorbedBias: string | null;
}

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
}

export interface PlainNode extends NodeBase {
  readonly op: 'relu' | 'add' | 'globalAveragePool' | 'flatten';
}

export type NetworkNode =
  ConvNode | BatchNormNode | DenseNode | MaxPoolNode | DropoutNode | PlainNode;

/** A network as data: nodes in the order of execution, every node after those that it reads. */
export interface Network {
  readonly name: string;
  readonly inputShape: Shape;
  readonly nodes: readonly NetworkNode[];
  readonly parameters: readonly Parameter[];
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
