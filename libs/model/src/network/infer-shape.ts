import type { NetworkNode, Padding, Shape } from './network.js';

/** A node without what the builder works out: its shape. */
export type Draft<N = NetworkNode> = N extends NetworkNode ? Omit<N, 'shape'> : never;

/**
 * Shape of a node's output.
 *
 * @param input shape of the first node that it reads
 * @param parameterShape by name
 */
export function inferShape(
  node: Draft,
  input: Shape,
  parameterShape: (name: string) => readonly number[],
): Shape {
  const channels = input.at(-1) as number;
  switch (node.op) {
    case 'conv': {
      const [side, , , filters] = parameterShape(node.kernel);
      return windowShape(input, { ...node, size: side as number }, filters as number);
    }
    case 'depthwiseConv': {
      const [side] = parameterShape(node.kernel);
      return windowShape(input, { ...node, size: side as number }, channels);
    }
    case 'maxPool':
      return windowShape(input, node, channels);
    case 'dense': {
      const units = parameterShape(node.kernel)[1] as number;
      return input.length === 3 ? [input[0], input[1], units] : [units];
    }
    case 'globalAveragePool':
      return [channels];
    case 'asMap':
      return [1, 1, channels];
    case 'flatten':
      return [input.reduce((product, length) => product * length, 1)];
    default:
      return input;
  }
}

interface Window {
  readonly size: number;
  readonly strides: number;
  readonly padding: Padding;
}

function windowShape(input: Shape, { size, strides, padding }: Window, channels: number): Shape {
  const side = (length: number, axis: 0 | 1): number => {
    if (padding === 'same') return Math.ceil(length / strides);
    const [before, after] = padding === 'valid' ? [0, 0] : padding[axis];
    return Math.floor((length + before + after - size) / strides) + 1;
  };
  const [height, width] = input as readonly [number, number, number];
  return [side(height, 0), side(width, 1), channels];
}
