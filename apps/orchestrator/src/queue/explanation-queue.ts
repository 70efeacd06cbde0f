import { queues, trialRetry, type ExplanationJob } from '@crossfold/contracts';
import { Queue } from 'bullmq';
import { logRedisError, promptRedis, withRedis } from '../redis.js';

interface ExplanationProgress {
  readonly done: number;
  readonly total: number;
}

/** The jobs that explain predictions, apart from the flow of their study: they come when asked for. */
export interface ExplanationQueue {
  /**
   * Queues an explanation unless a job waits or runs for it.
   *
   * @throws AppError QUEUE_UNAVAILABLE
   */
  enqueue(job: ExplanationJob): Promise<void>;
  /** Images explained so far; null while nothing is known. */
  progress(job: ExplanationJob): Promise<ExplanationProgress | null>;
  close(): Promise<void>;
}

export function createExplanationQueue(redisUrl: string, prefix: string): ExplanationQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const queue = new Queue<ExplanationJob>(queues.explanations.name, { connection, prefix });
  queue.on('error', logRedisError);
  return {
    enqueue: (job) =>
      withRedis(redisUrl, async () => {
        await queue.add('explanation', job, {
          jobId: jobId(job),
          attempts: trialRetry.attempts,
          backoff: { type: 'exponential', delay: trialRetry.backoffMs },
          removeOnComplete: true,
          removeOnFail: true,
        });
      }),
    async progress(job) {
      const found = await withRedis(redisUrl, () => queue.getJob(jobId(job)));
      const progress = found?.progress;
      if (typeof progress !== 'object' || !('done' in progress)) return null;
      return progress as ExplanationProgress;
    },
    close: () => queue.close(),
  };
}

function jobId({ studyId, number }: ExplanationJob): string {
  return `${studyId}/${number}`;
}
