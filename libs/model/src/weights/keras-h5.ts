import { basename } from 'node:path';
import type { Dataset, Entity, Group } from 'h5wasm';
import { toAppError, AppError } from '@crossfold/contracts';
import type { StoredLayers, StoredWeight } from './stored-layers.js';
import { assertPlainName, weightsInvalid } from './weights-invalid.js';

/** Deeper nesting than any model has is a loop of links. */
const maxDepth = 12;

/**
 * The arrays of a Keras weights file, in either layout: the legacy one of Keras applications (names of
 * layers and weights as attributes, `model_weights/` around it for a whole model) and `.weights.h5` of
 * Keras 3 (numbered groups that carry the layer's name).
 *
 * @param use works with the file while it is open
 * @throws AppError WEIGHTS_INVALID
 */
export async function readKerasFile<T>(path: string, use: (layers: StoredLayers) => T): Promise<T> {
  const h5 = await import('h5wasm/node');
  const library = await h5.ready;
  const what = basename(path);
  // Otherwise it prints pages about a damaged file on standard error.
  library.activate_throwing_error_handler();
  try {
    const file = openFile(() => new h5.File(path, 'r'), what);
    const isGroup = (entity: Entity | null): entity is Group => entity instanceof h5.Group;
    const isDataset = (entity: Entity | null): entity is Dataset => entity instanceof h5.Dataset;
    try {
      return use(findLayers(file, { what, isGroup, isDataset }));
    } finally {
      file.close();
    }
  } catch (error) {
    // The library throws plain errors where the damage is inside.
    if (error instanceof AppError) throw error;
    throw weightsInvalid(what, [
      `expected a readable HDF5 file, got: ${toAppError(error).message}`,
    ]);
  } finally {
    library.deactivate_throwing_error_handler();
  }
}

function openFile<F extends { readonly file_id: bigint }>(open: () => F, what: string): F {
  try {
    const file = open();
    if (file.file_id >= 0n) return file;
  } catch {
    // The library throws or returns an invalid handle, by kind of damage.
  }
  throw weightsInvalid(what, ['expected an HDF5 file']);
}

interface Reader {
  readonly what: string;
  readonly isGroup: (entity: Entity | null) => entity is Group;
  readonly isDataset: (entity: Entity | null) => entity is Dataset;
}

function findLayers(root: Group, reader: Reader): StoredLayers {
  const layers = new Map<string, StoredWeight[]>();
  const wrapped = childOf(root, 'model_weights', reader);
  const legacy = reader.isGroup(wrapped) ? wrapped : root;
  const names = readNames(legacy, 'layer_names');
  if (names) {
    for (const name of names) addLegacyLayer(layers, legacy, name, reader);
  } else addKeras3Layers(layers, root, reader, maxDepth);
  return layers;
}

/** A weight is named `layer/weight:0`, or `outer/layer/weight:0`, or `weight:0` in its layer's group. */
function addLegacyLayer(
  layers: Map<string, StoredWeight[]>,
  root: Group,
  layer: string,
  reader: Reader,
): void {
  assertPlainName(layer, reader.what);
  const group = childOf(root, layer, reader);
  if (!reader.isGroup(group)) return;
  for (const name of readNames(group, 'weight_names') ?? []) {
    assertPlainName(name, reader.what);
    const [weight = '', owner = layer] = name.split('/').reverse();
    const found = follow(group, name, reader);
    if (found) append(layers, owner, storedWeight(found, weight.replace(/:\d+$/, '')));
  }
}

/** Every layer keeps its arrays as `vars/0`, `vars/1` … and its own name as an attribute of `vars`. */
function addKeras3Layers(
  layers: Map<string, StoredWeight[]>,
  group: Group,
  reader: Reader,
  depth: number,
): void {
  if (depth === 0) throw weightsInvalid(reader.what, ['expected layers, got a loop of groups']);
  for (const key of group.keys()) {
    const child = childOf(group, key, reader);
    if (!reader.isGroup(child)) continue;
    const name = key === 'vars' ? readNames(child, 'name')?.[0] : undefined;
    if (name === undefined) addKeras3Layers(layers, child, reader, depth - 1);
    else {
      for (let index = 0; ; index++) {
        const found = childOf(child, String(index), reader);
        if (!reader.isDataset(found)) break;
        append(layers, name, storedWeight(found, null));
      }
    }
  }
}

function follow(group: Group, path: string, reader: Reader): Dataset | null {
  let entity: Entity | null = group;
  for (const part of path.split('/')) {
    entity = reader.isGroup(entity) ? childOf(entity, part, reader) : null;
  }
  return reader.isDataset(entity) ? entity : null;
}

/** The library would follow a link to another file without a word. */
function childOf(group: Group, name: string, { what }: Reader): Entity | null {
  const child = group.get(name);
  const path = `${group.path}/${name}`;
  if (child && group.get_external_link(path).filename !== undefined) {
    throw weightsInvalid(what, [`expected arrays in the file, got a link to another at ${path}`]);
  }
  return child;
}

function append(layers: Map<string, StoredWeight[]>, layer: string, weight: StoredWeight): void {
  const weights = layers.get(layer);
  if (weights) weights.push(weight);
  else layers.set(layer, [weight]);
}

function storedWeight(dataset: Dataset, name: string | null): StoredWeight {
  return { name, shape: dataset.shape ?? [], read: () => readNumbers(dataset.value) };
}

/** Counts are integers; everything else is float32. */
function readNumbers(value: unknown): Float32Array | null {
  if (value instanceof Float32Array) return value;
  if (value instanceof Int32Array) return Float32Array.from(value);
  if (value instanceof BigInt64Array) return Float32Array.from(value, Number);
  return typeof value === 'number' || typeof value === 'bigint'
    ? Float32Array.of(Number(value))
    : null;
}

/** An attribute of names, which Keras splits into `name0`, `name1` … where it is long. */
function readNames(group: Group, attribute: string): string[] | null {
  const { attrs } = group;
  const whole = attrs[attribute];
  if (whole) return textsOf(whole.value);
  const parts: string[] = [];
  for (let index = 0; ; index++) {
    const part = attrs[`${attribute}${index}`];
    if (!part) return index === 0 ? null : parts;
    parts.push(...textsOf(part.value));
  }
}

function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text) => typeof text === 'string');
}
