import { records, threadsOf, type Receipt } from '@crossfold/contracts';
import {
  openStoreInThread,
  readRecordIfThere,
  readStandingFailure,
  skipBefore,
  writeNamedEnd,
} from '@crossfold/storage';
import { claimAttempt, readTrialRecords, relieveMemory } from '@crossfold/training';
import type { TaskRow } from './task-row.js';
import { endOfFailure, endOfReceipt, recordFailure } from './trial-end.js';
import { forwardProgress } from './trial-progress.js';

/** Trains a trial: in attempts, with checkpoints, from wherever the last attempt has got. */
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
  endsWith: 'trial',
  hasCheckpoints: true,
  async findEnd(task) {
    const { store, payload, control } = task;
    const receipt = await readRecordIfThere(store, records.receipt, payload);
    if (receipt) return endOfReceipt(task, receipt);
    const failure = await readStandingFailure(store, control, payload.trialId);
    return failure && endOfFailure(task, failure);
  },
  async claim({ store, payload, worker }) {
    return { ...payload, attempt: await claimAttempt(store, payload, worker) };
  },
  async endBefore(task, order) {
    const { store, control } = task;
    const skip = await skipBefore(store, control, order);
    return skip && endOfFailure(task, await writeNamedEnd(store, skip));
  },
  follow: forwardProgress,
  endAfter: (task, result) => endOfReceipt(task, result as Receipt),
  endCancelled: ({ events, payload }) => ({
    failure: 'cancelled',
    tell: () => events.publish({ type: 'trial.cancelled', ...payload }),
  }),
  recordFailure,
  async relieveMemory({ store, payload }) {
    const images = await relieveMemory(store, payload);
    return images === null ? null : `goes on with ${images} images at once`;
  },
  tellRequeued: ({ events, payload }, reason) =>
    events.publish({ type: 'trial.requeued', ...payload, reason }),
  tellPaused: ({ events, payload }) => events.publish({ type: 'trial.paused', ...payload }),
};
