import { records, threadsOf } from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import type { PreparedTask, TaskContext } from './task-row.js';

/** Prepares a task for which the switches of TensorFlow follow from its study alone. */
export async function taskOfStudy(
  studyId: string,
  { store }: TaskContext,
  run: () => Promise<unknown>,
): Promise<PreparedTask> {
  const study = await readRecord(store, records.study, { studyId });
  return { switches: { deterministic: false, threads: threadsOf(study) }, run };
}
