import { AppError, records, studyOfKey, type Removal } from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import { parseRecord } from './parse-record.js';

/** Who took an object out of the store, and when. */
export type RemovedBy = Pick<Removal, 'policy' | 'removedAt'>;

/** The records of what was taken out of a study, oldest first. @throws AppError OBJECT_CORRUPT */
async function* readRemovals(store: ObjectStore, studyId: string): AsyncGenerator<Removal> {
  for await (const { key } of store.list(records.removal.prefix({ studyId }))) {
    if (!records.removal.parseKey(key)) continue;
    yield parseRecord(records.removal, key, (await store.get(key)).bytes);
  }
}

/** Objects of a study that policies took out, with the last record that names each. */
export async function listRemoved(
  store: ObjectStore,
  studyId: string,
): Promise<Map<string, RemovedBy>> {
  const removed = new Map<string, RemovedBy>();
  for await (const { policy, removedAt, objects } of readRemovals(store, studyId)) {
    for (const { key } of objects) removed.set(key, { policy, removedAt });
  }
  return removed;
}

/** By which policy all of a study went; null where it did not. */
export async function findStudyRemoval(
  store: ObjectStore,
  studyId: string,
): Promise<RemovedBy | null> {
  let found: RemovedBy | null = null;
  for await (const removal of readRemovals(store, studyId)) if (removal.isWhole) found = removal;
  return found;
}

/**
 * The error of an object that is not there: OBJECT_REMOVED where a policy took it out, and else the
 * one that was thrown.
 */
export async function explainAbsence(
  store: ObjectStore,
  key: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'OBJECT_MISSING') return error;
  const studyId = studyOfKey(key);
  if (studyId === null) return error;
  const by =
    (await listRemoved(store, studyId)).get(key) ?? (await findStudyRemoval(store, studyId));
  return by === null ? error : objectRemoved(`an object for ${key}`, by, error);
}

/** @param wanted what is gone, such as `a study for ID` */
export function objectRemoved(wanted: string, by: RemovedBy, cause?: unknown): AppError {
  const { policy, removedAt } = by;
  return new AppError(
    'OBJECT_REMOVED',
    `expected ${wanted}, got nothing: policy ${policy.name} removed it on ${removedAt.slice(0, 10)}`,
    { cause },
  );
}
