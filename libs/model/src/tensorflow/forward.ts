import type {
  BatchNormNode,
  ConvNode,
  MaxPoolNode,
  Network,
  NetworkNode,
  Padding,
} from '../network/network.js';
import { tf, type Tf } from './backend.js';
import { batchNormTraining, relu, statelessUniform, type BatchMoments } from './kernels.js';

/** The value of a parameter, by name. */
export type ParameterLookup = (name: string) => Tf.Tensor;

export interface TrainingMode {
  /** int32 [2]: what dropout is keyed by, new at each step. */
  readonly randomKey: Tf.Tensor1D;
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
  for (const [index, node] of network.nodes.entries()) {
    const inputs = node.inputs.map((name) => outputs.get(name) as Tf.Tensor);
    const output = runNode(node, index, inputs, parameters, training);
    outputs.set(node.name, output);
    onNode?.(node, output);
  }
  return outputs.get(network.output) as Tf.Tensor;
}

function runNode(
  node: NetworkNode,
  index: number,
  inputs: readonly Tf.Tensor[],
  parameters: ParameterLookup,
  training: TrainingMode | null,
): Tf.Tensor {
  const [x, other] = inputs as [Tf.Tensor, Tf.Tensor?];
  switch (node.op) {
    case 'conv':
      return convolve(node, x as Tf.Tensor4D, parameters);
    case 'batchNorm':
      return normalise(node, x as Tf.Tensor4D, parameters, training);
    case 'relu':
      return relu(x);
    case 'add':
      return tf.add(x, other as Tf.Tensor);
    case 'maxPool':
      return pool(node, x as Tf.Tensor4D);
    case 'globalAveragePool':
      return tf.mean(x, [1, 2]);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dense':
      return tf.add(
        tf.matMul(x as Tf.Tensor2D, parameters(node.kernel) as Tf.Tensor2D),
        parameters(node.bias),
      );
    case 'dropout':
      return training ? dropout(x, node.rate, index, training.randomKey) : x;
  }
}

function convolve(node: ConvNode, x: Tf.Tensor4D, parameters: ParameterLookup): Tf.Tensor4D {
  const { padded, padding } = pad(x, node.padding);
  const kernel = parameters(node.kernel) as Tf.Tensor4D;
  const y = tf.conv2d(padded, kernel, node.strides, padding);
  return node.bias === null ? y : tf.add(y, parameters(node.bias));
}

function pool(node: MaxPoolNode, x: Tf.Tensor4D): Tf.Tensor4D {
  const { padded, padding } = pad(x, node.padding);
  return tf.maxPool(padded, node.size, node.strides, padding);
}

/** Explicit padding with zeros first, as Keras's own padding layers do. */
function pad(x: Tf.Tensor4D, padding: Padding): { padded: Tf.Tensor4D; padding: 'same' | 'valid' } {
  if (padding === 'same' || padding === 'valid') return { padded: x, padding };
  const [rows, columns] = padding;
  const padded = tf.pad4d(x, [
    [0, 0],
    [rows[0], rows[1]],
    [columns[0], columns[1]],
    [0, 0],
  ]);
  return { padded, padding: 'valid' };
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
  return tf.batchNorm4d(x, mean, variance, beta, gamma, node.epsilon);
}

/** Inverted dropout: what stays is scaled up, so that inference needs no change. */
function dropout(x: Tf.Tensor, rate: number, index: number, key: Tf.Tensor1D): Tf.Tensor {
  // Each node of a network draws its own numbers from the key of the step.
  const nodeKey = tf.add<Tf.Tensor1D>(key, tf.tensor1d([index, 0], 'int32'));
  const kept = tf.greaterEqual(statelessUniform(x.shape, nodeKey), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate)));
}
