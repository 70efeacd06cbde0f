import { listTrials, queues, trialJobId, type Study, type TrialCell } from '@crossfold/contracts';
import { FlowProducer, Queue } from 'bullmq';
import { logRedisError, promptRedis, withRedis } from '../redis.js';
import { studyFlow, trialJob, type StudyRemainder } from './study-jobs.js';

export interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
}

/** The jobs of a study: its trials, then its ensemble, then its summary. */
export interface StudyQueue {
  /**
   * Queues a study, or what is left of it.
   *
   * @throws AppError QUEUE_UNAVAILABLE; then nothing is queued
   */
  enqueue(study: Study, remainder?: StudyRemainder): Promise<void>;
  /** Whether the study's summary has a job: the last one to go. */
  isQueued(studyId: string): Promise<boolean>;
  /** Those of the cells that no job waits or runs for. */
  withoutJob(study: Study, cells: readonly TrialCell[]): Promise<TrialCell[]>;
  /** Puts trials back under an ensemble or summary that still waits for them. */
  restoreTrials(study: Study, cells: readonly TrialCell[]): Promise<void>;
  /** Takes the study's waiting trials away; running ones end by themselves. */
  withdraw(study: Study): Promise<void>;
  depths(): Promise<QueueDepth[]>;
  close(): Promise<void>;
}

export function createStudyQueue(redisUrl: string, prefix: string): StudyQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const producer = new FlowProducer({ connection, prefix });
  const opened = Object.values(queues).map(({ name }) => new Queue(name, { connection, prefix }));
  const [trials, ensembles, summaries] = opened as [Queue, Queue, Queue];
  producer.on('error', logRedisError);
  for (const queue of opened) queue.on('error', logRedisError);

  return {
    enqueue: (study, remainder = { cells: listTrials(study), ensemble: study.ensemble !== null }) =>
      withRedis(redisUrl, async () => {
        await producer.add(studyFlow(study, remainder));
      }),
    isQueued: (studyId) =>
      withRedis(redisUrl, async () => (await summaries.getJob(studyId)) !== undefined),
    async withoutJob(study, cells) {
      const missing: TrialCell[] = [];
      for (const cell of cells) {
        const jobId = trialJobId(study.studyId, cell.trialId);
        if (!(await withRedis(redisUrl, () => trials.getJob(jobId)))) missing.push(cell);
      }
      return missing;
    },
    async restoreTrials(study, cells) {
      const parent = study.ensemble ? ensembles : summaries;
      for (const cell of cells) {
        const { name, data, opts } = trialJob(study, cell);
        const under = { id: study.studyId, queue: parent.qualifiedName };
        await withRedis(redisUrl, () => trials.add(name, data, { ...opts, parent: under }));
      }
    },
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
