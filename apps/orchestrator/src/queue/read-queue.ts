import type { StudyIndex } from '@crossfold/study';
import type { AdmittedTrials } from '../admission/admitted-trials.js';
import { poolsOf } from '../admission/pools.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import type { QueueState } from './queue-page.js';
import type { TaskQueue } from './task-queue.js';

/** What waits now. @throws AppError QUEUE_UNAVAILABLE */
export type ReadQueue = () => Promise<QueueState>;

interface QueueParts {
  readonly queue: Pick<TaskQueue, 'waiting' | 'depths'>;
  readonly admitted: Pick<AdmittedTrials, 'inLine' | 'leadOf'>;
  readonly index: StudyIndex;
  readonly workers: Pick<ConnectedWorkers, 'list' | 'standstill'>;
}

export function createQueueReader({ queue, admitted, index, workers }: QueueParts): ReadQueue {
  return async () => {
    const [jobs, { active }] = await Promise.all([queue.waiting(), queue.depths()]);
    return {
      jobs,
      inLine: admitted.inLine(),
      leadOf: admitted.leadOf,
      active,
      index,
      pools: poolsOf(workers.list()),
      standstill: workers.standstill(),
    };
  };
}
