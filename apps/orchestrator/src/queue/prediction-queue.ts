import { records, type PredictionJob } from '@crossfold/contracts';
import { readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import { hasExpired, isAnswered } from './prediction-records.js';
import type { TaskQueue } from './task-queue.js';

/** Jobs of predictions: they come when asked for. */
export interface PredictionQueue {
  /** Nothing where its job is there. @throws AppError QUEUE_UNAVAILABLE */
  enqueue(job: PredictionJob): Promise<void>;
  /** Removes what has expired, and queues what is open and has no job. */
  restore(store: ObjectStore): Promise<void>;
}

export function createPredictionQueue(queue: TaskQueue): PredictionQueue {
  return {
    async enqueue(payload) {
      await queue.restore([{ kind: 'prediction', payload }]);
    },
    async restore(store) {
      const open: PredictionJob[] = [];
      for await (const { key } of store.list(records.predictionOrder.prefix({}))) {
        if (hasExpired(key)) {
          await store.delete(key);
          continue;
        }
        const at = records.predictionOrder.parseKey(key);
        if (!at || (await isAnswered(store, at))) continue;
        const order = await readUnlessUnreadable(store, records.predictionOrder, at);
        if (order) open.push({ studyId: order.studyId, predictionId: order.predictionId });
      }
      await queue.restore(open.map((payload) => ({ kind: 'prediction', payload }) as const));
    },
  };
}
