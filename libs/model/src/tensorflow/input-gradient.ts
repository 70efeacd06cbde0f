import type { HostTensor, TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Network } from '../network/network.js';
import { forward } from './forward.js';
import { hostLookup } from './run-network.js';

/**
 * Gradient of the sum of all values of a layer with respect to the network's input, in inference mode.
 *
 * @param input float32 [batch, ...network.inputShape], as the network sees it, after preprocessing
 * @returns of the shape of `input`
 */
export function inputGradient(
  network: Network,
  parameters: TensorMap,
  input: HostTensor,
  layer: string,
): HostTensor {
  const data = tf.tidy(() => {
    const lookup = hostLookup(parameters);
    const gradient = tf.grad((x: Tf.Tensor) => {
      const seen: { output?: Tf.Tensor } = {};
      forward(network, lookup, x, null, (node, output) => {
        if (node.name === layer) seen.output = output;
      });
      return tf.sum(seen.output as Tf.Tensor);
    });
    return gradient(tf.tensor(input.data, [...input.shape])).dataSync();
  }) as unknown as Float32Array;
  return { shape: input.shape, data: Float32Array.from(data) };
}
