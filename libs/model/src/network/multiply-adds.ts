import type { Network, NetworkNode, Shape } from './network.js';

/**
 * Multiplications with an addition that one image takes in inference, as the literature counts a
 * network's cost ("FLOPs" there, though each is two): convolutions and dense layers alone.
 */
export function countMultiplyAdds(network: Network): number {
  const shapes = new Map(network.parameters.map(({ name, shape }) => [name, shape]));
  return network.nodes.reduce((sum, node) => sum + multiplyAddsOf(node, shapes), 0);
}

function multiplyAddsOf(
  node: NetworkNode,
  parameters: ReadonlyMap<string, readonly number[]>,
): number {
  if (node.op !== 'conv' && node.op !== 'depthwiseConv' && node.op !== 'dense') return 0;
  const kernelSize = product(parameters.get(node.kernel) ?? []);
  return positionsOf(node.shape) * kernelSize;
}

/** How often a kernel is applied. */
function positionsOf(shape: Shape): number {
  return shape.length === 3 ? shape[0] * shape[1] : 1;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum * length, 1);
}
