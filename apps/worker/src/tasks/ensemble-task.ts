import { records } from '@crossfold/contracts';
import { replaceRecord } from '@crossfold/storage';
import { shortTask } from './short-task.js';
import { taskOfStudy } from './task-of-study.js';

/** Scores a study's ensemble when all its trials are final. */
export const ensembleTask = shortTask<'ensemble'>({
  endsWith: 'study',
  prepare: ({ studyId }, context) =>
    taskOfStudy(studyId, context, async () => {
      const { library, graphs } = await context.loadTraining();
      return library.assembleEnsemble(studyId, { ...context, graphs });
    }),
  isDone: async (store, payload) => (await store.head(records.ensemble.key(payload))) !== null,
  tell(progress, { payload, events }) {
    if (progress.type !== 'member') return;
    const { member, members } = progress;
    void events.publish({ type: 'ensemble.progress', ...payload, member, members });
  },
  async recordFailure({ store, payload, control }, { code, message, remedy }) {
    const { studyId } = payload;
    const { edition } = control;
    const failedAt = new Date().toISOString();
    await replaceRecord(
      store,
      records.ensembleFailure,
      { studyId },
      { schemaVersion: 1, studyId, edition, code, message, remedy, failedAt },
    );
  },
  close: ({ events, payload }) => events.publish({ type: 'ensemble.ended', ...payload }),
});
