import { threadsOf } from '@crossfold/contracts';
import { openStoreInThread } from '@crossfold/storage';
import { readTrialRecords } from '@crossfold/training';
import type { TaskRow } from './task-row.js';

/** Trains a trial. How its job begins, pauses and ends is for `trial-processor.ts`. */
export const trialTask: TaskRow<'trial'> = {
  async prepare(order, context) {
    const read = await readTrialRecords(context.store, order);
    const { deterministic } = read.variant.config.training;
    return {
      switches: { deterministic, threads: threadsOf(read.study) },
      async run() {
        const { library, graphs } = await context.loadTraining();
        const checkpointStore = openStoreInThread(context.storeSettings);
        try {
          const assignment = { ...order, worker: context.worker };
          return await library.runTrial(assignment, read, { ...context, graphs, checkpointStore });
        } finally {
          await checkpointStore.close();
        }
      },
    };
  },
};
