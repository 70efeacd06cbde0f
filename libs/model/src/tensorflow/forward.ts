import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type {
  BatchNormNode,
  DenseNode,
  DropoutNode,
  Network,
  NetworkNode,
  NormaliseInputNode,
} from '../network/network.js';
import { activate } from './activations.js';
import { convolve, convolveDepthwise, maxPool, type ParameterLookup } from './convolution.js';
import {
  addBias,
  batchNormInference,
  batchNormTraining,
  statelessUniform,
  type BatchMoments,
} from './kernels/kernels.js';
import { layerNorm } from './layer-norm.js';

export type { ParameterLookup } from './convolution.js';

export interface TrainingMode {
  /** int32 [2]: what dropout is keyed by, new at each step. */
  readonly randomKey: Tf.Tensor1D;
  /** Names of nodes that run as in inference all the same. */
  readonly frozen?: ReadonlySet<string>;
  /** Receives the moments of each batch normalisation; the receiver disposes them. */
  readonly onMoments: (node: BatchNormNode, moments: BatchMoments) => void;
}

/**
 * Runs a network.
 *
 * @param input [batch, ...network.inputShape]
 * @param training null for inference: moving statistics, no dropout
 * @param onNode sees the output of every node, for features and explanations
 * @returns [batch, ...network.outputShape]
 */
export function forward(
  network: Network,
  parameters: ParameterLookup,
  input: Tf.Tensor,
  training: TrainingMode | null,
  onNode?: (node: NetworkNode, output: Tf.Tensor) => void,
): Tf.Tensor {
  const outputs = new Map<string, Tf.Tensor>([['input', input]]);
  completeOutputs(network, parameters, outputs, training, onNode);
  return outputs.get(network.output) as Tf.Tensor;
}

/** Runs the nodes of a network whose outputs are not there yet, and adds them. */
export function completeOutputs(
  network: Network,
  parameters: ParameterLookup,
  outputs: Map<string, Tf.Tensor>,
  training: TrainingMode | null,
  onNode?: (node: NetworkNode, output: Tf.Tensor) => void,
): void {
  for (const [index, node] of network.nodes.entries()) {
    if (outputs.has(node.name)) continue;
    const inputs = node.inputs.map((name) => outputs.get(name) as Tf.Tensor);
    const mode = training?.frozen?.has(node.name) ? null : training;
    const output = runNode(node, index, inputs, parameters, mode);
    outputs.set(node.name, output);
    onNode?.(node, output);
  }
}

function runNode(
  node: NetworkNode,
  index: number,
  inputs: readonly Tf.Tensor[],
  parameters: ParameterLookup,
  training: TrainingMode | null,
): Tf.Tensor {
  const [x, other] = inputs as [Tf.Tensor, Tf.Tensor];
  switch (node.op) {
    case 'conv':
      return convolve(node, x as Tf.Tensor4D, parameters);
    case 'depthwiseConv':
      return convolveDepthwise(node, x as Tf.Tensor4D, parameters);
    case 'batchNorm':
      return normalise(node, x as Tf.Tensor4D, parameters, training);
    case 'layerNorm':
      return layerNorm(
        x,
        parameters(node.gamma) as Tf.Tensor1D,
        parameters(node.beta) as Tf.Tensor1D,
        node.epsilon,
      );
    case 'dense':
      return connect(node, x, parameters);
    case 'relu':
    case 'relu6':
    case 'swish':
    case 'sigmoid':
    case 'gelu':
      return activate(x, node.op);
    case 'add':
      return tf.add(x, other);
    case 'multiply':
      return tf.mul(x, other);
    case 'scale':
      return tf.mul(x, parameters(node.gamma));
    case 'rescale':
      return tf.add(tf.mul(x, tf.tensor1d([...node.factors])), tf.tensor1d([...node.offsets]));
    case 'normaliseInput':
      return normaliseInput(node, x, parameters);
    case 'maxPool':
      return maxPool(node, x as Tf.Tensor4D);
    case 'globalAveragePool':
      return tf.mean(x, [1, 2]);
    case 'asMap':
      return tf.reshape(x, [x.shape[0], 1, 1, -1]);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dropout':
      return training && node.rate > 0 ? dropout(x, node, index, training.randomKey) : x;
  }
}

/** @param x [batch, in] or [batch, height, width, in] */
function connect(node: DenseNode, x: Tf.Tensor, parameters: ParameterLookup): Tf.Tensor {
  const kernel = parameters(node.kernel) as Tf.Tensor2D;
  const [inputs, units] = kernel.shape;
  const rows = x.rank === 2 ? x : tf.reshape(x, [-1, inputs]);
  const y = addBias(tf.matMul(rows as Tf.Tensor2D, kernel), parameters(node.bias) as Tf.Tensor1D);
  return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), units]);
}

function normaliseInput(
  node: NormaliseInputNode,
  x: Tf.Tensor,
  parameters: ParameterLookup,
): Tf.Tensor {
  const deviation = tf.sqrt(parameters(node.variance));
  return tf.div(tf.sub(x, parameters(node.mean)), deviation);
}

function normalise(
  node: BatchNormNode,
  x: Tf.Tensor4D,
  parameters: ParameterLookup,
  training: TrainingMode | null,
): Tf.Tensor4D {
  const gamma = parameters(node.gamma) as Tf.Tensor1D;
  const beta = parameters(node.beta) as Tf.Tensor1D;
  if (training) {
    return batchNormTraining(x, gamma, beta, node.epsilon, (moments) => {
      training.onMoments(node, moments);
    });
  }
  const movingMean = parameters(node.movingMean) as Tf.Tensor1D;
  const mean = node.absorbedBias
    ? tf.sub<Tf.Tensor1D>(movingMean, parameters(node.absorbedBias))
    : movingMean;
  const variance = parameters(node.movingVariance) as Tf.Tensor1D;
  return batchNormInference(x, { mean, variance, gamma, beta }, node.epsilon);
}

/** Inverted dropout: what stays is scaled up, so that inference needs no change. */
function dropout(
  x: Tf.Tensor,
  { rate, unit }: DropoutNode,
  index: number,
  key: Tf.Tensor1D,
): Tf.Tensor {
  // Each node of a network draws its own numbers from the key of the step.
  const nodeKey = tf.add<Tf.Tensor1D>(key, tf.tensor1d([index, 0], 'int32'));
  const shape =
    unit === 'value' ? x.shape : x.shape.map((length, axis) => (axis === 0 ? length : 1));
  const kept = tf.greaterEqual(statelessUniform(shape, nodeKey), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate)));
}
