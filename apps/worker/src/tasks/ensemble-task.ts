import { records } from '@crossfold/contracts';
import { readControl, replaceRecord } from '@crossfold/storage';
import { taskOfStudy } from './task-of-study.js';
import type { ShortTaskRow } from './task-row.js';

/** Scores a study's ensemble when all its trials are final. */
export const ensembleTask: ShortTaskRow<'ensemble'> = {
  endsWithStudy: true,
  prepare: ({ studyId }, context) =>
    taskOfStudy(studyId, context, async () => {
      const { library, graphs } = await context.loadTraining();
      return library.assembleEnsemble(studyId, { ...context, graphs });
    }),
  isDone: async (store, payload) => (await store.head(records.ensemble.key(payload))) !== null,
  tell(progress, { studyId }, { events }) {
    if (progress.type !== 'member') return;
    const { member, members } = progress;
    void events.publish({ type: 'ensemble.progress', studyId, member, members });
  },
  async recordFailure(store, { studyId }, { code, message, remedy }) {
    const { edition } = await readControl(store, studyId);
    const failedAt = new Date().toISOString();
    await replaceRecord(
      store,
      records.ensembleFailure,
      { studyId },
      { schemaVersion: 1, studyId, edition, code, message, remedy, failedAt },
    );
  },
  announceEnd: (events, { studyId }) => events.publish({ type: 'ensemble.ended', studyId }),
};
