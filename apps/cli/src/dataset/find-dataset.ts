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
  readonly manifest: Manifest;
}

/** @throws AppError NOT_FOUND with the nearest name */
export async function findDataset(store: ObjectStore, name: string): Promise<FoundDataset> {
  const pointers = await listDatasets(store);
  const pointer = pointers.find((candidate) => candidate.name === name);
  if (pointer) {
    const key = objectPaths.manifest(pointer.manifestSha256);
    return { pointer, manifest: await readJson(store, key, manifestSchema) };
  }
  const names = pointers.map((candidate) => candidate.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected one of the data sets [${names.join(', ')}], got "${name}"${hint}`,
    { remedy: 'Add it: crossfold dataset add DIR --name NAME.' },
  );
}
