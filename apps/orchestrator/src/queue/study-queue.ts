import {
  listTrials,
  queues,
  trialJobId,
  trialRetry,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { FlowProducer, Queue, type FlowJobNode } from 'bullmq';
import { logRedisError, promptRedis, withRedis } from '../redis.js';

export interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
}

/** The jobs of a study: its trials, then its ensemble, then its summary. */
export interface StudyQueue {
  /** @throws AppError QUEUE_UNAVAILABLE; then nothing is queued */
  enqueue(study: Study): Promise<void>;
  /** Takes the study's waiting trials away; running ones end by themselves. */
  withdraw(study: Study): Promise<void>;
  depths(): Promise<QueueDepth[]>;
  close(): Promise<void>;
}

/** A finished job has done its work: the record is in the store. */
const forgetful = { removeOnComplete: true, removeOnFail: true } as const;

/** A child that fails lets its parent go on: one dead trial must not sink the study. */
const tolerated = { ignoreDependencyOnFailure: true, ...forgetful } as const;

export function createStudyQueue(redisUrl: string, prefix: string): StudyQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const producer = new FlowProducer({ connection, prefix });
  const opened = Object.values(queues).map(({ name }) => new Queue(name, { connection, prefix }));
  const [trials, ensembles] = opened as [Queue, Queue, Queue];
  producer.on('error', logRedisError);
  for (const queue of opened) queue.on('error', logRedisError);

  return {
    enqueue: (study) =>
      withRedis(redisUrl, async () => {
        const cells = listTrials(study).map((cell) => trialJob(study, cell));
        await producer.add({
          name: 'summary',
          queueName: queues.summaries.name,
          data: { studyId: study.studyId },
          opts: { jobId: study.studyId, attempts: 5, backoff: backoff(), ...forgetful },
          children: study.ensemble ? [ensembleJob(study, cells)] : cells,
        });
      }),
    async withdraw(study) {
      const jobs = listTrials(study).map(({ trialId }) => trialJobId(study.studyId, trialId));
      let running = 0;
      for (const jobId of jobs) running += await removeUnlessActive(trials, jobId);
      // With no worker on the study nobody would take the ensemble's job and end it.
      if (running === 0) await removeUnlessActive(ensembles, study.studyId);
    },
    async depths() {
      return Promise.all(
        opened.map(async (queue) => {
          const counts = await queue.getJobCounts('waiting', 'active');
          const { waiting = 0, active = 0 } = counts;
          return { queue: queue.name, waiting, active };
        }),
      );
    },
    async close() {
      await Promise.all([producer, ...opened].map((part) => part.close()));
    },
  };
}

/** @returns 1 when the job is being worked on, else 0 */
async function removeUnlessActive(queue: Queue, jobId: string): Promise<number> {
  const job = await queue.getJob(jobId);
  if (!job) return 0;
  if (await job.isActive()) return 1;
  // Between the question and the removal a worker may have taken it.
  return job.remove({ removeChildren: false }).then(
    () => 0,
    () => 1,
  );
}

function trialJob({ studyId }: Study, { trialId }: TrialCell): FlowJobNode {
  return {
    name: 'trial',
    queueName: queues.trials.name,
    data: { studyId, trialId },
    opts: {
      jobId: trialJobId(studyId, trialId),
      attempts: trialRetry.attempts,
      backoff: backoff(),
      ...tolerated,
    },
  };
}

function ensembleJob({ studyId }: Study, children: FlowJobNode[]): FlowJobNode {
  return {
    name: 'ensemble',
    queueName: queues.ensembles.name,
    data: { studyId },
    opts: { jobId: studyId, attempts: 3, backoff: backoff(), ...tolerated },
    children,
  };
}

function backoff() {
  return { type: 'exponential', delay: trialRetry.backoffMs };
}
