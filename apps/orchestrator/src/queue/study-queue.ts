import {
  listTrials,
  queues,
  trialJobId,
  type Control,
  type QueueName,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { FlowProducer, Queue, type Job } from 'bullmq';
import { logRedisError, promptRedis, withRedis } from '../redis.js';
import { alignJob, removeUnlessActive } from './align-job.js';
import { watchOverdueJobs } from './overdue-jobs.js';
import { studyFlow, trialJob, type StudyRemainder } from './study-jobs.js';

interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
}

/** The jobs of a study: its trials, then its ensemble, then its summary. */
export interface StudyQueue {
  /**
   * Queues what there is to do of a study, page by page: the queue's library adds a flow in one
   * piece, which would keep Redis from all else. Should a later page fail, the reconciler goes on.
   *
   * @throws AppError QUEUE_UNAVAILABLE; what Redis was sent it may take all the same, when it is back
   */
  enqueue(study: Study, remainder: StudyRemainder): Promise<void>;
  /** Whether the study's summary has a job: the last one to go. */
  isQueued(studyId: string): Promise<boolean>;
  /**
   * Makes the jobs of trials fit what is wanted of them, and wakes what a clock let oversleep.
   *
   * @returns those of the cells that no job waits or runs for
   */
  align(control: Control, cells: readonly TrialCell[]): Promise<TrialCell[]>;
  /** Puts trials back under an ensemble or summary that still waits for them. */
  restoreTrials(study: Study, control: Control, cells: readonly TrialCell[]): Promise<void>;
  /** Says that no trial of a study is still to be queued. */
  openGate(studyId: string): Promise<void>;
  /** Takes those of the trials away that wait; one that a worker has is left to it. */
  removeWaiting(studyId: string, trialIds: readonly string[]): Promise<void>;
  /** Takes the study's waiting trials away; running ones end by themselves. */
  withdraw(study: Study): Promise<void>;
  depths(): Promise<QueueDepth[]>;
  close(): Promise<void>;
}

export function createStudyQueue(redisUrl: string, prefix: string): StudyQueue {
  const connection = { url: redisUrl, ...promptRedis };
  const producer = new FlowProducer({ connection, prefix });
  const opened = Object.values(queues).map(({ name }) => new Queue(name, { connection, prefix }));
  const queueNamed = (name: QueueName) => opened.find((queue) => queue.name === name) as Queue;
  const [trials, ensembles] = [queueNamed('trials'), queueNamed('ensembles')];
  const [summaries, gates] = [queueNamed('summaries'), queueNamed('gates')];
  const overdue = watchOverdueJobs();
  producer.on('error', logRedisError);
  for (const queue of opened) queue.on('error', logRedisError);

  async function alignTrial(control: Control, trialId: string): Promise<Job | undefined> {
    const job = await trials.getJob(trialJobId(control.studyId, trialId));
    if (!job) return undefined;
    await alignJob(job, control, trialId);
    await overdue.wake(job);
    return job;
  }

  async function addTrials(
    { studyId }: Study,
    control: Control,
    cells: readonly TrialCell[],
  ): Promise<void> {
    const isAwaited = await withRedis(redisUrl, () => ensembles.getJob(studyId));
    const parent = { id: studyId, queue: (isAwaited ? ensembles : summaries).qualifiedName };
    for (const page of pagesOf(cells, addedAtOnce)) {
      const jobs = page.map((cell) => {
        const { name, data, opts } = trialJob(control, cell);
        return { name, data: data as unknown, opts: { ...opts, parent } };
      });
      await withRedis(redisUrl, () => trials.addBulk(jobs));
    }
    await openGate(studyId);
  }

  /** @returns whether a worker has one of them */
  async function removeTrials(studyId: string, trialIds: readonly string[]): Promise<boolean> {
    let isRunning = false;
    for (const page of pagesOf(trialIds, lookedAtOnce)) {
      const jobIds = page.map((trialId) => trialJobId(studyId, trialId));
      const active = await withRedis(redisUrl, () =>
        Promise.all(jobIds.map(async (jobId) => removeUnlessActive(await trials.getJob(jobId)))),
      );
      isRunning ||= active.includes(true);
    }
    return isRunning;
  }

  async function openGate(studyId: string): Promise<void> {
    await withRedis(redisUrl, async () => (await gates.getJob(studyId))?.remove());
  }

  return {
    async enqueue(study, remainder) {
      const cells = remainder.cells.slice(0, addedAtOnce);
      const later = remainder.cells.slice(addedAtOnce);
      const flow = studyFlow(study, { ...remainder, cells }, later.length > 0);
      await withRedis(redisUrl, () => producer.add(flow));
      if (later.length > 0) await addTrials(study, remainder.control, later).catch(logRedisError);
    },
    isQueued: (studyId) =>
      withRedis(redisUrl, async () => (await summaries.getJob(studyId)) !== undefined),
    async align(control, cells) {
      const missing: TrialCell[] = [];
      for (const page of pagesOf(cells, lookedAtOnce)) {
        const jobs = await withRedis(redisUrl, () =>
          Promise.all(page.map(({ trialId }) => alignTrial(control, trialId))),
        );
        missing.push(...page.filter((_, i) => jobs[i] === undefined));
      }
      for (const queue of [ensembles, summaries]) {
        const job = await withRedis(redisUrl, () => queue.getJob(control.studyId));
        if (job) await overdue.wake(job);
      }
      return missing;
    },
    restoreTrials: addTrials,
    openGate,
    async removeWaiting(studyId, trialIds) {
      await removeTrials(studyId, trialIds);
    },
    async withdraw(study) {
      const trialIds = listTrials(study).map(({ trialId }) => trialId);
      const isRunning = await removeTrials(study.studyId, trialIds);
      await openGate(study.studyId);
      // With no worker on the study nobody would take the ensemble's job and end it.
      if (!isRunning) await removeUnlessActive(await ensembles.getJob(study.studyId));
    },
    async depths() {
      return Promise.all(
        opened.map(async (queue) => {
          const counts = await queue.getJobCounts('waiting', 'prioritized', 'active');
          const { waiting = 0, prioritized = 0, active = 0 } = counts;
          return { queue: queue.name, waiting: waiting + prioritized, active };
        }),
      );
    },
    async close() {
      await Promise.all([producer, ...opened].map((part) => part.close()));
    },
  };
}

/** Jobs in one transaction: hundreds keep Redis for some milliseconds. */
const addedAtOnce = 500;
const lookedAtOnce = 100;

function* pagesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
