import {
  AppError,
  nameSchema,
  nearestWord,
  records,
  type DatasetPointer,
} from '@crossfold/contracts';
import { listRecords, readRecord } from './records.js';
import type { ObjectStore } from './object-store.js';
import { isUnreadable } from './unreadable.js';

/** A data set whose pointer this program cannot read, and why. */
export type UnreadDataset = Pick<AppError, 'code' | 'message' | 'remedy'> & {
  readonly name: string;
};

export interface DatasetSurvey {
  readonly datasets: DatasetPointer[];
  readonly unread: UnreadDataset[];
}

/** All data sets by name: one that is damaged, or of a later crossfold, hides no other. */
export async function surveyDatasets(store: ObjectStore): Promise<DatasetSurvey> {
  const survey: DatasetSurvey = { datasets: [], unread: [] };
  for await (const { at } of listRecords(store, records.dataset, {})) {
    try {
      survey.datasets.push(await readRecord(store, records.dataset, at));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const { code, message, remedy } = error;
      survey.unread.push({ name: at.name, code, message, remedy });
    }
  }
  return survey;
}

/**
 * Of whoever has to know every one of them.
 *
 * @throws AppError as `readRecord`, for the first that cannot be read
 */
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
  const names: string[] = [];
  for await (const { at } of listRecords(store, records.dataset, {})) names.push(at.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected one of the data sets [${names.join(', ')}], got "${name}"${hint}`,
    { remedy: 'Add it: crossfold dataset add DIR --name NAME.' },
  );
}
