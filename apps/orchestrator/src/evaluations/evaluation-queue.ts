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
export interface EvaluationQueue {
  /** Nothing where its job is there. @throws AppError QUEUE_UNAVAILABLE */
  enqueue(evaluation: CrossEvaluationJob): Promise<void>;
  isRunning(evaluation: CrossEvaluationJob): Promise<boolean>;
  /** Queues what the store says is open, after Redis was wiped. */
  restore(store: ObjectStore): Promise<void>;
  close(): Promise<void>;
}

export function createEvaluationQueue(redisUrl: string, prefix: string): EvaluationQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const queue = new Queue(queues.evaluations.name, { connection, prefix });
  queue.on('error', logRedisError);

  async function enqueue({ studyId, evaluationId }: CrossEvaluationJob): Promise<void> {
    const options = {
      jobId: jobIdOf({ studyId, evaluationId }),
      attempts: trialRetry.attempts,
      backoff: { type: 'exponential', delay: trialRetry.backoffMs },
      ...{ removeOnComplete: true, removeOnFail: true },
    };
    await withRedis(redisUrl, () => queue.add('evaluation', { studyId, evaluationId }, options));
  }

  return {
    enqueue,
    isRunning: (evaluation) =>
      withRedis(redisUrl, async () => {
        const job = await queue.getJob(jobIdOf(evaluation));
        return job ? job.isActive() : false;
      }),
    async restore(store) {
      for await (const { key } of store.list(objectPaths.openEvaluations)) {
        const task = await readJson(store, key, crossEvaluationTaskSchema);
        await enqueue(task);
      }
    },
    close: () => queue.close(),
  };
}

function jobIdOf({ studyId, evaluationId }: CrossEvaluationJob): string {
  return `${studyId}/${evaluationId}`;
}
