import { listKerasLayers, ofApplications } from '../keras/keras-layers.js';
import { orderAsKeras } from '../keras/keras-order.js';
import { kerasPlaces } from '../keras/keras-places.js';
import type { Network } from '../network/network.js';
import type { StoredLayers, StoredWeight } from './stored-layers.js';

/**
 * The layers of a file of Keras 3.0 to 3.5, which tells no names: matched by class and by order
 * within it, as those versions of Keras load them. The network may be a part of the model there.
 *
 * @param unnamed by path
 */
export function layersByPlace(
  network: Network,
  sequentials: readonly (readonly string[])[] | undefined,
  unnamed: StoredLayers,
): StoredLayers {
  const withoutValues = new Map(
    network.parameters.map(({ name, shape }) => [name, { shape, data: new Float32Array(0) }]),
  );
  const layers = listKerasLayers({ network, tensors: withoutValues }, ofApplications);
  const places = kerasPlaces(orderAsKeras(layers, network.output), sequentials);
  const withWeights = layers.filter(({ weights }) => weights.length > 0);
  const found = prefixesOf(unnamed).map((prefix) =>
    withWeights.flatMap(({ name }): [string, readonly StoredWeight[]][] => {
      const weights = unnamed.get(`${prefix}${places.get(name) ?? ''}`);
      return weights ? [[name, weights]] : [];
    }),
  );
  return new Map(found.reduce((most, next) => (next.length > most.length ? next : most), []));
}

/** Where the layers of a model begin: at the root, or within a model that is a layer of another. */
function prefixesOf(unnamed: StoredLayers): string[] {
  const prefixes = new Set(['']);
  for (const path of unnamed.keys()) {
    for (const { index } of path.matchAll(/(?<=\/)layers\//g)) prefixes.add(path.slice(0, index));
  }
  return [...prefixes];
}
