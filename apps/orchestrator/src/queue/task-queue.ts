import { taskQueueName, tasks, type PayloadOf, type TaskKind } from '@crossfold/contracts';
import { Queue, type Job, type JobsOptions } from 'bullmq';
import type { RedisClient } from '@crossfold/queue';
import { logRedisError, withRedis } from '../process/redis.js';
import { lookAtJobs, lookedAtOnce, type JobLook } from './job-places.js';
import { listWaitingJobs, type WaitingJob } from './waiting-jobs.js';

/** A task and how its job differs from others of its kind. */
export interface Task<K extends TaskKind = TaskKind> {
  readonly kind: K;
  readonly payload: PayloadOf<K>;
  /** Without one it comes before all that have any. */
  readonly priority?: number;
}

/** The queue of tasks. Every job follows from the store: whatever is lost here is queued again. */
export interface TaskQueue {
  /**
   * Queues tasks, page by page; one that has a job is left as it is.
   *
   * @throws AppError QUEUE_UNAVAILABLE; what Redis was sent it may take all the same, when it is back
   */
  add(wanted: readonly Task[]): Promise<void>;
  /** Queues those tasks that no worker has or will take. @returns them */
  restore<T extends Task>(wanted: readonly T[]): Promise<T[]>;
  look(ids: readonly string[]): Promise<JobLook[]>;
  find(id: string): Promise<Job | undefined>;
  /** Takes jobs away, whole or not, but for those that a worker has. */
  remove(ids: readonly string[]): Promise<void>;
  /** All that no worker has, in the order in which workers take them. */
  waiting(): Promise<WaitingJob[]>;
  depths(): Promise<{ readonly waiting: number; readonly active: number }>;
  close(): Promise<void>;
}

/** A finished job has done its work: the record is in the store. */
const forgetful = { removeOnComplete: true, removeOnFail: true } as const;

export function createTaskQueue(
  redisUrl: string,
  redis: RedisClient,
  { prefix, hasInfo }: { readonly prefix: string; readonly hasInfo: boolean },
): TaskQueue {
  // Its check of the version asks INFO; ours has been made.
  const skipVersionCheck = !hasInfo;
  const queue = new Queue(taskQueueName, { connection: redis, prefix, skipVersionCheck });
  queue.on('error', logRedisError);
  const baseKey = queue.toKey('');

  async function look(ids: readonly string[]): Promise<JobLook[]> {
    const looks: JobLook[] = [];
    for (const page of pagesOf(ids, lookedAtOnce)) {
      looks.push(...(await withRedis(redisUrl, () => lookAtJobs(redis, baseKey, page))));
    }
    return looks;
  }

  async function add(wanted: readonly Task[]): Promise<void> {
    for (const page of pagesOf(wanted, addedAtOnce)) {
      await withRedis(redisUrl, () => queue.addBulk(page.map(jobOf)));
    }
  }

  async function removeAll(ids: readonly string[]): Promise<void> {
    for (const page of pagesOf(ids, removedAtOnce)) {
      const removing = () => Promise.all(page.map((id) => queue.remove(id)));
      await withRedis(redisUrl, removing);
    }
  }

  return {
    add,
    look,
    async restore(wanted) {
      const looks = await look(wanted.map(idOf));
      await removeAll(idsAt(looks, ['lost']));
      const missing = wanted.filter((_, i) => isMissing(looks[i]));
      await add(missing);
      return missing;
    },
    find: (id) => withRedis(redisUrl, () => queue.getJob(id)),
    async remove(ids) {
      await removeAll(idsAt(await look(ids), ['waiting', 'delayed', 'lost']));
    },
    waiting: () => withRedis(redisUrl, () => listWaitingJobs(redis, baseKey)),
    async depths() {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active');
      const { waiting = 0, prioritized = 0, active = 0 } = counts;
      return { waiting: waiting + prioritized, active };
    },
    close: () => queue.close(),
  };
}

/** Jobs in one transaction: hundreds keep Redis for some milliseconds. */
const addedAtOnce = 500;
const removedAtOnce = 100;

export function idOf({ kind, payload }: Task): string {
  const { idOf: idOfKind } = tasks[kind] as { idOf: (names: typeof payload) => string };
  return idOfKind(payload);
}

export function isMissing(look: JobLook | undefined): boolean {
  return look === undefined || look.place === 'lost' || look.place === 'none';
}

function jobOf(task: Task): { name: string; data: unknown; opts: JobsOptions } {
  const { attempts, backoffMs } = tasks[task.kind].retry;
  const backoff = { type: 'exponential', delay: backoffMs };
  const priority = task.priority === undefined ? {} : { priority: task.priority };
  const opts = { jobId: idOf(task), attempts, backoff, ...priority, ...forgetful };
  return { name: task.kind, data: task.payload, opts };
}

function idsAt(looks: readonly JobLook[], places: readonly JobLook['place'][]): string[] {
  return looks.filter(({ place }) => places.includes(place)).map(({ id }) => id);
}

function* pagesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
