import { records, type CrossEvaluationJob } from '@crossfold/contracts';
import { listRecords, readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import type { OpenTasks } from './asked-tasks.js';

/** Each that is open has a record that says so. */
export function openCrossEvaluations(store: ObjectStore): OpenTasks<'crossEvaluation'> {
  return {
    async list() {
      const open: CrossEvaluationJob[] = [];
      for await (const { key, at } of listRecords(store, records.openCrossEvaluation, {})) {
        const task = await readUnlessUnreadable(store, records.openCrossEvaluation, at);
        if (!task || key !== records.openCrossEvaluation.key(task)) continue;
        open.push({ studyId: task.studyId, crossEvaluationId: task.crossEvaluationId });
      }
      return open;
    },
  };
}
