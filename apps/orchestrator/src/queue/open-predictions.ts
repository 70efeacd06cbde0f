import { records, type PredictionJob } from '@crossfold/contracts';
import { readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import type { OpenTasks } from './asked-tasks.js';
import { hasExpired, isAnswered } from './prediction-records.js';

/** Orders without an answer. Removes on the way what has expired. */
export function openPredictions(store: ObjectStore): OpenTasks<'prediction'> {
  return {
    async list() {
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
      return open;
    },
  };
}
