import {
  AppError,
  datasetPointerSchema,
  nameSchema,
  nearestWord,
  objectPaths,
  type DatasetPointer,
} from '@crossfold/contracts';
import { readJson } from './json-records.js';
import type { ObjectStore } from './object-store.js';

export async function listDatasets(store: ObjectStore): Promise<DatasetPointer[]> {
  const pointers: DatasetPointer[] = [];
  for await (const { key } of store.list(objectPaths.datasets)) {
    pointers.push(await readJson(store, key, datasetPointerSchema));
  }
  return pointers;
}

/** @throws AppError NOT_FOUND with the nearest name */
export async function findDatasetPointer(
  store: ObjectStore,
  name: string,
): Promise<DatasetPointer> {
  const key = objectPaths.dataset(name);
  const isName = nameSchema.safeParse(name).success;
  if (isName && (await store.head(key))) return readJson(store, key, datasetPointerSchema);
  const names = (await listDatasets(store)).map((dataset) => dataset.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected one of the data sets [${names.join(', ')}], got "${name}"${hint}`,
    { remedy: 'Add it: crossfold dataset add DIR --name NAME.' },
  );
}
