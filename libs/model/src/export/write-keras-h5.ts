import type { Group } from 'h5wasm';
import type { ExportedModel } from './exported-model.js';
import { functionalConfig } from './keras-config.js';
import {
  listKerasLayers,
  ofApplications,
  wholeModel,
  type KerasLayer,
} from '../keras/keras-layers.js';
import { orderAsKeras } from '../keras/keras-order.js';
import { kerasPlaces } from '../keras/keras-places.js';

const kerasVersion = '2.15.0';

/** Writes a whole Keras model with its weights in the legacy `.h5` format. */
export async function writeKerasModel(model: ExportedModel, path: string): Promise<void> {
  const { name, output } = model.network;
  const layers = orderAsKeras(listKerasLayers(model, wholeModel), output);
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  try {
    file.create_attribute('keras_version', kerasVersion);
    file.create_attribute('backend', 'tensorflow');
    file.create_attribute('model_config', JSON.stringify(functionalConfig(name, layers, output)));
    for (const [key, value] of Object.entries(model.notes)) {
      file.create_attribute(`crossfold_${key}`, value);
    }
    const weights = file.create_group('model_weights');
    weights.create_attribute(
      'layer_names',
      layers.map((layer) => layer.name),
    );
    weights.create_attribute('keras_version', kerasVersion);
    weights.create_attribute('backend', 'tensorflow');
    for (const layer of layers) writeLegacyLayer(weights, layer);
  } finally {
    file.close();
  }
}

function writeLegacyLayer(parent: Group, { name, weights }: KerasLayer): void {
  const group = parent.create_group(name);
  if (weights.length === 0) return;
  const names = weights.map((weight) => `${name}/${weight.name}:0`);
  group.create_attribute('weight_names', names);
  const inner = group.create_group(name);
  for (const weight of weights) {
    const { data, shape } = weight.tensor;
    inner.create_dataset({ name: `${weight.name}:0`, data, shape: [...shape], dtype: '<f4' });
  }
}

/** Writes weights as Keras 3's `save_weights` does, for the same network of Keras applications. */
export async function writeKerasWeights(model: ExportedModel, path: string): Promise<void> {
  const layers = orderAsKeras(listKerasLayers(model, ofApplications), model.network.output);
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  try {
    for (const [key, value] of Object.entries(model.notes)) {
      file.create_attribute(`crossfold_${key}`, value);
    }
    const places = kerasPlaces(layers, model.kerasSequentials);
    for (const { name, weights } of layers) {
      const vars = groupAt(file, `${places.get(name) ?? name}/vars`);
      vars.create_attribute('name', name);
      for (const [index, { tensor }] of weights.entries()) {
        const { data, shape } = tensor;
        vars.create_dataset({ name: String(index), data, shape: [...shape], dtype: '<f4' });
      }
    }
  } finally {
    file.close();
  }
}

/** The group of a path, made where it is not there. */
function groupAt(root: Group, path: string): Group {
  return path
    .split('/')
    .reduce((group, part) => (group.get(part) as Group | null) ?? group.create_group(part), root);
}
