import {
  crossEvaluationTaskSchema,
  objectPaths,
  queues,
  trialRetry,
  type CrossEvaluationJob,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';
import { Queue } from 'bullmq';
import { logRedisError, promptRedis, withRedis } from '../redis.js';

/** Jobs of cross-evaluations, one for each that is open. */
export interface CrossEvaluationQueue {
  /** Nothing where its job is there. @throws AppError QUEUE_UNAVAILABLE */
  enqueue(crossEvaluation: CrossEvaluationJob): Promise<void>;
  isRunning(crossEvaluation: CrossEvaluationJob): Promise<boolean>;
  /** Queues what the store says is open, after Redis was wiped. */
  restore(store: ObjectStore): Promise<void>;
  close(): Promise<void>;
}

export function createCrossEvaluationQueue(redisUrl: string, prefix: string): CrossEvaluationQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const queue = new Queue(queues.crossEvaluations.name, { connection, prefix });
  queue.on('error', logRedisError);

  async function enqueue({ studyId, crossEvaluationId }: CrossEvaluationJob): Promise<void> {
    const options = {
      jobId: jobIdOf({ studyId, crossEvaluationId }),
      attempts: trialRetry.attempts,
      backoff: { type: 'exponential', delay: trialRetry.backoffMs },
      ...{ removeOnComplete: true, removeOnFail: true },
    };
    await withRedis(redisUrl, () =>
      queue.add('cross-evaluation', { studyId, crossEvaluationId }, options),
    );
  }

  return {
    enqueue,
    isRunning: (crossEvaluation) =>
      withRedis(redisUrl, async () => {
        const job = await queue.getJob(jobIdOf(crossEvaluation));
        return job ? job.isActive() : false;
      }),
    async restore(store) {
      for await (const { key } of store.list(objectPaths.openCrossEvaluations)) {
        const task = await readJson(store, key, crossEvaluationTaskSchema);
        await enqueue(task);
      }
    },
    close: () => queue.close(),
  };
}

function jobIdOf({ studyId, crossEvaluationId }: CrossEvaluationJob): string {
  return `${studyId}/${crossEvaluationId}`;
}
