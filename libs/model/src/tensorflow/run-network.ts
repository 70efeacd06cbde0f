import type { HostTensor, TensorMap } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import type { Network } from '../network/network.js';
import { forward, type ParameterLookup } from './forward.js';

/**
 * Runs a network in inference on an array as the network sees it, after preprocessing.
 *
 * @param input float32 [batch, ...network.inputShape]
 * @param layers nodes to report; the output where none is named
 * @returns the output of each layer, [batch, ...shape]
 */
export function runNetwork(
  network: Network,
  parameters: TensorMap,
  input: HostTensor,
  layers: readonly string[] = [network.output],
): TensorMap {
  const found = new Map<string, HostTensor>();
  tf.tidy(() => {
    const lookup = hostLookup(parameters);
    const x = tf.tensor(input.data, [...input.shape]);
    forward(network, lookup, x, null, (node, output) => {
      if (!layers.includes(node.name)) return;
      const data = Float32Array.from(output.dataSync());
      found.set(node.name, { shape: output.shape, data });
    });
  });
  return found;
}

/** Uploads each parameter when it is asked for. */
export function hostLookup(parameters: TensorMap): ParameterLookup {
  return (name) => {
    const value = parameters.get(name);
    if (!value) throw new Error(`no value for parameter ${name}`);
    return tf.tensor(value.data, [...value.shape]);
  };
}
