import { controlSchema, newControl, objectPaths, type Control } from '@crossfold/contracts';
import { readJsonIfThere } from './json-records.js';
import type { ObjectStore } from './object-store.js';

/** What is wanted of a study; nothing special where nobody has asked for anything. */
export async function readControl(store: ObjectStore, studyId: string): Promise<Control> {
  const key = objectPaths.control(studyId);
  return (await readJsonIfThere(store, key, controlSchema)) ?? newControl(studyId);
}
