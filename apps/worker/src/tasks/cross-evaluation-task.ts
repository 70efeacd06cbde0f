import { records } from '@crossfold/contracts';
import { replaceRecord } from '@crossfold/storage';
import { shortTask } from './short-task.js';
import { taskOfStudy } from './task-of-study.js';

/** Predicts another data set with the models of a study. */
export const crossEvaluationTask = shortTask<'crossEvaluation'>({
  endsWith: null,
  prepare: (payload, context) =>
    taskOfStudy(payload.studyId, context, async () => {
      const { library, graphs } = await context.loadTraining();
      return library.crossEvaluate(payload, { ...context, graphs });
    }),
  isDone: async (store, payload) =>
    (await store.head(records.crossEvaluation.key(payload))) !== null,
  async recordFailure({ store, payload }, { code, message, remedy }) {
    const { crossEvaluationId } = payload;
    const failedAt = new Date().toISOString();
    await replaceRecord(store, records.crossEvaluationFailure, payload, {
      schemaVersion: 1,
      crossEvaluationId,
      code,
      message,
      remedy,
      failedAt,
    });
  },
  // It has its answer, so that nothing has to queue it again.
  close: ({ store, payload }) => store.delete(records.openCrossEvaluation.key(payload)),
});
