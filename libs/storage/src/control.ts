import { controlSchema, newControl, objectPaths, type Control } from '@crossfold/contracts';
import { readJson } from './json-records.js';
import type { ObjectStore } from './object-store.js';

/** What is wanted of a study; nothing special where nobody has asked for anything. */
export async function readControl(store: ObjectStore, studyId: string): Promise<Control> {
  const key = objectPaths.control(studyId);
  if ((await store.head(key)) === null) return newControl(studyId);
  return readJson(store, key, controlSchema);
}
