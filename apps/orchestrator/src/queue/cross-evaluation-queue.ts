import { records, tasks, type CrossEvaluationJob } from '@crossfold/contracts';
import { listRecords, readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import type { Task, TaskQueue } from './task-queue.js';

/** Jobs of cross-evaluations, one for each that is open. */
export interface CrossEvaluationQueue {
  /** Nothing where its job is there. @throws AppError QUEUE_UNAVAILABLE */
  enqueue(crossEvaluation: CrossEvaluationJob): Promise<void>;
  isRunning(crossEvaluation: CrossEvaluationJob): Promise<boolean>;
  /** Queues what the store says is open and has no job. @returns that */
  restore(store: ObjectStore): Promise<CrossEvaluationJob[]>;
}

export function createCrossEvaluationQueue(queue: TaskQueue): CrossEvaluationQueue {
  return {
    async enqueue(crossEvaluation) {
      await queue.restore([taskOf(crossEvaluation)]);
    },
    async isRunning(crossEvaluation) {
      const [look] = await queue.look([tasks.crossEvaluation.idOf(crossEvaluation)]);
      return look?.place === 'active';
    },
    async restore(store) {
      const open: Task<'crossEvaluation'>[] = [];
      for await (const { key, at } of listRecords(store, records.openCrossEvaluation, {})) {
        const task = await readUnlessUnreadable(store, records.openCrossEvaluation, at);
        if (task && key === records.openCrossEvaluation.key(task)) open.push(taskOf(task));
      }
      return (await queue.restore(open)).map(({ payload }) => payload);
    },
  };
}

function taskOf({ studyId, crossEvaluationId }: CrossEvaluationJob): Task<'crossEvaluation'> {
  return { kind: 'crossEvaluation', payload: { studyId, crossEvaluationId } };
}
