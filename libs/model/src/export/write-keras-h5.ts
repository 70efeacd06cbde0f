import type { ExportedModel } from './exported-model.js';
import { functionalConfig } from './keras-config.js';
import { listKerasLayers, type KerasDialect, type KerasLayer } from './keras-layers.js';
import { orderAsKeras } from './keras-order.js';

/** A whole model, for `keras.models.load_model`: nothing in it needs a class of anybody's own. */
const wholeModel: KerasDialect = {
  groupedConv: 'Conv2D',
  inputLayers: 'own',
  layerScale: 'depthwise',
};
/** The classes that Keras applications are built of, by which Keras 3 finds weights. */
const ofApplications: KerasDialect = { ...wholeModel, layerScale: 'LayerScale' };

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

/** What {@link writeKerasModel} needs of a group of the library. */
interface H5Group {
  create_group(name: string): H5Group;
  create_attribute(name: string, data: string | string[]): void;
  create_dataset(args: {
    name: string;
    data: Float32Array;
    shape: number[];
    dtype: string;
  }): unknown;
}

function writeLegacyLayer(parent: H5Group, { name, weights }: KerasLayer): void {
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
    const placeOf = placesIn(file.create_group('layers'), model);
    for (const { className, name, weights } of layers) {
      const vars = placeOf(name, className).create_group('vars');
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

/** Where a layer's group goes: among all, or within the container that Keras applications has it in. */
function placesIn(root: H5Group, { kerasSequentials = [] }: ExportedModel) {
  const used = new Map<string, number>();
  const containers = new Map<readonly string[], [H5Group, Map<string, number>]>();
  return (name: string, className: string): H5Group => {
    const members = kerasSequentials.find((names) => names.includes(name));
    if (!members) return root.create_group(uniqueName(className, used));
    const [inner, usedInside] =
      containers.get(members) ??
      ([root.create_group(uniqueName('Sequential', used)).create_group('layers'), new Map()] as [
        H5Group,
        Map<string, number>,
      ]);
    containers.set(members, [inner, usedInside]);
    return inner.create_group(uniqueName(className, usedInside));
  };
}

/** `Conv2D` is `conv2d`, the second one `conv2d_1`, as Keras 3 names what has no name of its own. */
function uniqueName(className: string, used: Map<string, number>): string {
  const snake = className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const count = used.get(snake) ?? 0;
  used.set(snake, count + 1);
  return count === 0 ? snake : `${snake}_${count}`;
}
