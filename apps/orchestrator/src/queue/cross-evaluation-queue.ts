import {
  crossEvaluationTaskSchema,
  objectPaths,
  tasks,
  type CrossEvaluationJob,
} from '@crossfold/contracts';
import { readUnlessDamaged, type ObjectStore } from '@crossfold/storage';
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
      for await (const { key } of store.list(objectPaths.openCrossEvaluations)) {
        const task = await readUnlessDamaged(store, key, crossEvaluationTaskSchema);
        if (!task) continue;
        const { studyId, crossEvaluationId } = task;
        const isOwn = key === objectPaths.openCrossEvaluation(studyId, crossEvaluationId);
        if (isOwn) open.push(taskOf(task));
      }
      return (await queue.restore(open)).map(({ payload }) => payload);
    },
  };
}

function taskOf({ studyId, crossEvaluationId }: CrossEvaluationJob): Task<'crossEvaluation'> {
  return { kind: 'crossEvaluation', payload: { studyId, crossEvaluationId } };
}
