import {
  AppError,
  nameSchema,
  nearestWord,
  records,
  type DatasetPointer,
} from '@crossfold/contracts';
import { listRecords, readRecord } from './records.js';
import type { ObjectStore } from './object-store.js';

export async function listDatasets(store: ObjectStore): Promise<DatasetPointer[]> {
  const pointers: DatasetPointer[] = [];
  for await (const { at } of listRecords(store, records.dataset, {})) {
    pointers.push(await readRecord(store, records.dataset, at));
  }
  return pointers;
}

/** @throws AppError NOT_FOUND with the nearest name */
export async function findDatasetPointer(
  store: ObjectStore,
  name: string,
): Promise<DatasetPointer> {
  const key = records.dataset.key({ name });
  const isName = nameSchema.safeParse(name).success;
  if (isName && (await store.head(key))) return readRecord(store, records.dataset, { name });
  const names = (await listDatasets(store)).map((dataset) => dataset.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected one of the data sets [${names.join(', ')}], got "${name}"${hint}`,
    { remedy: 'Add it: crossfold dataset add DIR --name NAME.' },
  );
}
