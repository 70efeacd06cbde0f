import { newControl, records, type Control } from '@crossfold/contracts';
import { readRecordIfThere } from './records.js';
import type { ObjectStore } from './object-store.js';

/** What is wanted of a study; nothing special where nobody has asked for anything. */
export async function readControl(store: ObjectStore, studyId: string): Promise<Control> {
  return (await readRecordIfThere(store, records.control, { studyId })) ?? newControl(studyId);
}
