import { randomUUID } from 'node:crypto';
import type { Dataset, Entity, Group } from 'h5wasm';
import { AppError, toAppError, visibleText } from '@crossfold/contracts';
import type { StoredLayers, StoredWeight } from './stored-layers.js';
import { assertPlainName, weightsInvalid } from './weights-invalid.js';

/** What a file holds: layers by name, and by path those that have none. */
export interface KerasContents {
  readonly named: StoredLayers;
  readonly unnamed: StoredLayers;
}

/** Deeper nesting than any model has is a loop of links. */
const maxDepth = 12;

/**
 * The arrays of a Keras weights file, in either layout: the legacy one of Keras applications (names of
 * layers and weights as attributes, `model_weights/` around it for a whole model) and `.weights.h5` of
 * Keras 3 (numbered groups, which carry the layer's name since Keras 3.6).
 *
 * The library sees the file in memory, and no file system: whatever a file refers to outside itself
 * is not there for it.
 *
 * @param what names the file in errors
 * @param use works with the file while it is open
 * @throws AppError WEIGHTS_INVALID
 */
export async function readKerasFile<T>(
  bytes: Uint8Array,
  what: string,
  use: (contents: KerasContents) => T,
): Promise<T> {
  const h5 = await import('h5wasm');
  const library = await h5.ready;
  const files = library.FS as unknown as FileSystem;
  removeDevices(files);
  // Otherwise it prints pages about a damaged file on standard error.
  library.activate_throwing_error_handler();
  // A name that no file can hold, and so refer to itself by.
  const path = `/${randomUUID()}`;
  try {
    files.writeFile(path, bytes, { canOwn: true });
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
    throw weightsInvalid(what, [describeDamage(error)]);
  } finally {
    if (files.analyzePath(path).exists) files.unlink(path);
    library.deactivate_throwing_error_handler();
  }
}

/** What is used of the library's file system, which lies in memory. */
interface FileSystem {
  /** @param options `canOwn`: the bytes are used as they are, not copied */
  writeFile(path: string, bytes: Uint8Array, options: { readonly canOwn: boolean }): void;
  readdir(path: string): string[];
  unlink(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
}

/** A file could name one as the place of its arrays. */
function removeDevices(files: FileSystem): void {
  for (const name of files.readdir('/dev')) {
    if (!['.', '..', 'shm'].includes(name)) files.unlink(`/dev/${name}`);
  }
}

/** The library tells a whole stack, the reason last. */
function describeDamage(error: unknown): string {
  const { message } = toAppError(error);
  const reason = [...message.matchAll(/\(\): (.+)$/gm)].at(-1)?.[1] ?? message.split('\n')[0];
  return /external raw data file/.test(message)
    ? 'expected arrays in the file, got some whose values are stored in another file'
    : `expected a readable HDF5 file, got: ${reason}`;
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

function findLayers(root: Group, reader: Reader): KerasContents {
  const layers = new Map<string, StoredWeight[]>();
  const unnamed = new Map<string, StoredWeight[]>();
  const wrapped = childOf(root, 'model_weights', reader);
  const legacy = reader.isGroup(wrapped) ? wrapped : root;
  const names = readNames(legacy, 'layer_names');
  if (names) {
    for (const name of names) addLegacyLayer(layers, legacy, name, reader);
  } else addKeras3Layers({ named: layers, unnamed }, root, reader, maxDepth);
  return { named: layers, unnamed };
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
    if (found) append(layers, owner, storedWeight(found, weight.replace(/:\d+$/, ''), reader));
  }
}

interface FoundLayers {
  readonly named: Map<string, StoredWeight[]>;
  readonly unnamed: Map<string, StoredWeight[]>;
}

/** Every layer keeps its arrays as `vars/0`, `vars/1` …; its own name may be an attribute of `vars`. */
function addKeras3Layers(found: FoundLayers, group: Group, reader: Reader, depth: number): void {
  if (depth === 0) throw weightsInvalid(reader.what, ['expected layers, got a loop of groups']);
  for (const key of group.keys()) {
    const child = childOf(group, key, reader);
    if (!reader.isGroup(child)) continue;
    if (key !== 'vars') addKeras3Layers(found, child, reader, depth - 1);
    else {
      const name = readNames(child, 'name')?.[0];
      const [layers, layer] =
        name === undefined ? [found.unnamed, group.path.replace(/^\//, '')] : [found.named, name];
      for (let index = 0; ; index++) {
        const array = childOf(child, String(index), reader);
        if (!reader.isDataset(array)) break;
        append(layers, layer, storedWeight(array, null, reader));
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
    const at = visibleText(path);
    throw weightsInvalid(what, [`expected arrays in the file, got a link to another at ${at}`]);
  }
  return child;
}

function append(layers: Map<string, StoredWeight[]>, layer: string, weight: StoredWeight): void {
  const weights = layers.get(layer);
  if (weights) weights.push(weight);
  else layers.set(layer, [weight]);
}

function storedWeight(
  dataset: Dataset,
  name: string | null,
  { what }: Pick<Reader, 'what'>,
): StoredWeight {
  const read = () => {
    assertPlainArray(dataset, what);
    return readNumbers(dataset.value);
  };
  return { name, shape: dataset.shape ?? [], read };
}

/**
 * Refuses what Keras never writes and what would let a small file ask for much: values that lie
 * elsewhere, packed ones, pieces larger than the array, and elements that are more than a number.
 */
function assertPlainArray({ path, metadata, filters }: Dataset, what: string): void {
  const { virtual_sources: sources, size, total_size: length, chunks } = metadata;
  const refuse = (got: string) => {
    const problem = `expected a plain array at ${visibleText(path)}, got ${got}`;
    throw weightsInvalid(what, [problem], { remedy: savePlain });
  };
  if (sources !== undefined) refuse('a virtual one, made of other arrays');
  if (filters.length > 0) refuse('a packed one');
  if (size > widestNumberBytes) refuse(`elements of ${size} bytes`);
  const piece = (chunks ?? []).reduce((product, side) => product * side, 1);
  if (piece > Math.max(1, length)) refuse(`pieces of ${piece} elements for ${length}`);
}

const widestNumberBytes = 8;
const savePlain = 'Save the weights again with Keras, which neither packs nor links arrays.';

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
