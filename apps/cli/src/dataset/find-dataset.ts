import {
  AppError,
  datasetPointerSchema,
  manifestSchema,
  nearestWord,
  objectPaths,
  type DatasetPointer,
  type Manifest,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';

export async function listDatasets(store: ObjectStore): Promise<DatasetPointer[]> {
  const pointers: DatasetPointer[] = [];
  for await (const { key } of store.list(objectPaths.datasets)) {
    pointers.push(await readJson(store, key, datasetPointerSchema));
  }
  return pointers;
}

export interface FoundDataset {
  readonly pointer: DatasetPointer;
  /** Of `manifest`, which need not be the current one. */
  readonly manifestSha256: string;
  readonly manifest: Manifest;
}

/**
 * The current version of a data set, or an earlier one.
 *
 * @param reference `NAME`, or `NAME@HASH` with at least four digits of a manifest's hash
 * @throws AppError NOT_FOUND with the nearest name, or the versions that there are
 */
export async function findDataset(store: ObjectStore, reference: string): Promise<FoundDataset> {
  const [name = '', version] = reference.split('@', 2);
  const pointer = await findPointer(store, name);
  const manifestSha256 = version === undefined ? pointer.manifestSha256 : pick(pointer, version);
  const manifest = await readJson(store, objectPaths.manifest(manifestSha256), manifestSchema);
  return { pointer, manifestSha256, manifest };
}

/** @throws AppError NOT_FOUND with the nearest name */
export async function findPointer(store: ObjectStore, name: string): Promise<DatasetPointer> {
  const pointers = await listDatasets(store);
  const pointer = pointers.find((candidate) => candidate.name === name);
  if (pointer) return pointer;
  const names = pointers.map((candidate) => candidate.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected one of the data sets [${names.join(', ')}], got "${name}"${hint}`,
    { remedy: 'Add it: crossfold dataset add DIR --name NAME.' },
  );
}

/** Hashes of all manifests that a name stands or stood for, the current one first. */
export function manifestsOf({ manifestSha256, previous }: DatasetPointer): string[] {
  return [...new Set([manifestSha256, ...previous.map((version) => version.manifestSha256)])];
}

const fewestDigits = 4;

function pick(pointer: DatasetPointer, version: string): string {
  const all = manifestsOf(pointer);
  const [only, ...more] = all.filter((sha256) => sha256.startsWith(version));
  if (only !== undefined && more.length === 0 && version.length >= fewestDigits) return only;
  const short = all.map((sha256) => sha256.slice(0, 12)).join(', ');
  throw new AppError(
    'NOT_FOUND',
    `expected ${fewestDigits} or more digits of one of the versions [${short}] for ${pointer.name}, got "${version}"`,
  );
}
