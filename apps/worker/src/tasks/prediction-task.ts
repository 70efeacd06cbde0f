import { records } from '@crossfold/contracts';
import { replaceRecord } from '@crossfold/storage';
import { shortTask } from './short-task.js';
import { taskOfStudy } from './task-of-study.js';

/** Predicts images that were sent to the API. */
export const predictionTask = shortTask<'prediction'>({
  endsWith: null,
  prepare: (payload, context) =>
    taskOfStudy(payload.studyId, context, async () => {
      const { library, graphs } = await context.loadTraining();
      return library.predictOrder(payload, { ...context, graphs });
    }),
  isDone: async (store, payload) =>
    (await store.head(records.predictionResult.key(payload))) !== null,
  async recordFailure({ store, payload }, { code, message, remedy }) {
    const { predictionId } = payload;
    const failedAt = new Date().toISOString();
    await replaceRecord(store, records.predictionFailure, payload, {
      schemaVersion: 1,
      predictionId,
      code,
      message,
      remedy,
      failedAt,
    });
  },
});
