import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { ConvNode, DepthwiseConvNode, MaxPoolNode, Padding } from '../network/network.js';
import { addBias } from './kernels/kernels.js';

/** The value of a parameter, by name. */
export type ParameterLookup = (name: string) => Tf.Tensor;

/** @param x [batch, height, width, channels] */
export function convolve(node: ConvNode, x: Tf.Tensor4D, parameters: ParameterLookup): Tf.Tensor4D {
  const { padded, padding } = pad(x, node.padding);
  const kernel = parameters(node.kernel) as Tf.Tensor4D;
  return withBias(tf.conv2d(padded, kernel, node.strides, padding), node.bias, parameters);
}

/** @param x [batch, height, width, channels] */
export function convolveDepthwise(
  node: DepthwiseConvNode,
  x: Tf.Tensor4D,
  parameters: ParameterLookup,
): Tf.Tensor4D {
  const { padded, padding } = pad(x, node.padding);
  const given = parameters(node.kernel) as Tf.Tensor4D;
  const [height, width, ...channels] = given.shape;
  // The kernel of a grouped convolution, [height, width, 1, channels], has the same values in the
  // same order.
  const isGrouped = channels[0] === 1;
  const kernel = isGrouped ? tf.reshape(given, [height, width, channels[1], 1]) : given;
  const y = tf.depthwiseConv2d(padded, kernel as Tf.Tensor4D, node.strides, padding);
  return withBias(y, node.bias, parameters);
}

/** @param x [batch, height, width, channels] */
export function maxPool(node: MaxPoolNode, x: Tf.Tensor4D): Tf.Tensor4D {
  const { padded, padding } = pad(x, node.padding);
  return tf.maxPool(padded, node.size, node.strides, padding);
}

function withBias(y: Tf.Tensor4D, bias: string | null, parameters: ParameterLookup): Tf.Tensor4D {
  return bias === null ? y : addBias(y, parameters(bias) as Tf.Tensor1D);
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
