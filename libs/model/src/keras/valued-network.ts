import type { HostTensor, TensorMap } from '@crossfold/graph';
import type { Network } from '../network/network.js';

/** A network with values of its parameters. */
export interface ValuedNetwork {
  readonly network: Network;
  readonly tensors: TensorMap;
}

export function tensorOf({ tensors }: Pick<ValuedNetwork, 'tensors'>, name: string): HostTensor {
  const found = tensors.get(name);
  if (found) return found;
  throw new Error(`no value for parameter ${name}`);
}

/** The factors and offsets, for each channel, of a node that does no more than scale its input. */
export function affineOf(
  model: ValuedNetwork,
  node: Extract<Network['nodes'][number], { op: 'scale' | 'rescale' | 'normaliseInput' }>,
): { readonly factors: Float32Array; readonly offsets: Float32Array } {
  const channels = node.shape.at(-1) as number;
  const spread = (values: ArrayLike<number>) =>
    Float32Array.from(
      { length: channels },
      (_, c) => values[values.length === 1 ? 0 : c] as number,
    );
  switch (node.op) {
    case 'scale':
      return { factors: tensorOf(model, node.gamma).data, offsets: new Float32Array(channels) };
    case 'rescale':
      return { factors: spread(node.factors), offsets: spread(node.offsets) };
    case 'normaliseInput': {
      const factors = tensorOf(model, node.variance).data.map((value) => 1 / Math.sqrt(value));
      const means = tensorOf(model, node.mean).data;
      return { factors, offsets: means.map((mean, c) => -mean * (factors[c] as number)) };
    }
  }
}
