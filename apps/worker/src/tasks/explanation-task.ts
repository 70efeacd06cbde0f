import { records } from '@crossfold/contracts';
import { createRecord } from '@crossfold/storage';
import { shortTask } from './short-task.js';
import { taskOfStudy } from './task-of-study.js';

/** Explains the predictions of a study's trials. */
export const explanationTask = shortTask<'explanation'>({
  endsWith: null,
  prepare: (payload, context) =>
    taskOfStudy(payload.studyId, context, async () => {
      const { library, graphs } = await context.loadTraining();
      return library.explainStudy(payload, { ...context, graphs });
    }),
  isDone: async (store, payload) => (await store.head(records.explanation.key(payload))) !== null,
  tell(progress, { job }) {
    if (progress.type !== 'explained') return;
    const { done, total } = progress;
    // Progress that cannot be told is not worth the explanation.
    job.updateProgress({ done, total }).catch(() => undefined);
  },
  async recordFailure({ store, payload }, { code, message, remedy }) {
    const failedAt = new Date().toISOString();
    await createRecord(store, records.explanationFailure, payload, {
      schemaVersion: 1,
      ...payload,
      code,
      message,
      remedy,
      failedAt,
    });
  },
});
