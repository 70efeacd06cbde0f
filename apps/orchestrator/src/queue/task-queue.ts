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
  /** Left out: one that workers take tasks from. */
  readonly queue?: string;
}

/** A job, and the queue that it is in. */
export type JobAt = Pick<JobLook, 'id' | 'queue'>;

/**
 * The queues of tasks: the plain one, and one for each set of labels that workers have. Every job follows
 * from the store: whatever is lost here is queued again.
 */
export interface TaskQueue {
  /**
   * Queues those tasks that no worker has or will take, page by page.
   *
   * @returns them
   * @throws AppError QUEUE_UNAVAILABLE; what Redis was sent it may take all the same, when it is back
   */
  restore<T extends Task>(wanted: readonly T[]): Promise<T[]>;
  look(ids: readonly string[]): Promise<JobLook[]>;
  /**
   * Whether a job is where nobody will take it or go on with it: in a queue that no worker takes from,
   * while there is another one. A worker that died is noticed by others of its queue alone.
   */
  isStranded(look: JobLook): boolean;
  find(id: string): Promise<Job | undefined>;
  /** Takes jobs away, whole or not, but for those that a worker has. */
  remove(ids: readonly string[]): Promise<void>;
  /** All that no worker has, in the order in which the workers of each queue take them. */
  waiting(): Promise<WaitingJob[]>;
  /** The ids of all jobs, of those too that workers have. */
  list(): Promise<string[]>;
  /** Puts jobs that wait where others of the new priority are; what has moved on is left alone. */
  rerank(jobs: readonly (JobAt & { readonly priority: number })[]): Promise<void>;
  /** Wakes a job that sleeps. */
  wake(job: JobAt): Promise<void>;
  depths(): Promise<{ readonly waiting: number; readonly active: number }>;
  close(): Promise<void>;
}

/** What tells of queues beside the plain one. */
export interface ServedQueues {
  /** Those that workers take tasks from, the usual one first. */
  served(): readonly string[];
}

/** A finished job has done its work: the record is in the store. */
const forgetful = { removeOnComplete: true, removeOnFail: true } as const;

export function createTaskQueue(
  redisUrl: string,
  redis: RedisClient,
  { prefix, hasInfo }: { readonly prefix: string; readonly hasInfo: boolean },
  { served }: ServedQueues,
): TaskQueue {
  const queues = new Map<string, Queue>();
  const namesKey = `${prefix}:queues`;

  function queueOf(name: string): Queue {
    const known = queues.get(name);
    if (known) return known;
    // Its check of the version asks INFO; ours has been made.
    const queue = new Queue(name, { connection: redis, prefix, skipVersionCheck: !hasInfo });
    queue.on('error', logRedisError);
    queues.set(name, queue);
    return queue;
  }

  queueOf(taskQueueName);
  const ask = <T>(work: () => Promise<T>) => withRedis(redisUrl, work);
  const baseKeyOf = (name: string) => queueOf(name).toKey('');

  /** Those of another process, or of workers that are gone, too. */
  async function learnNames(): Promise<void> {
    for (const name of await ask(() => redis.smembers(namesKey))) queueOf(name);
  }

  async function lookIn(name: string, ids: readonly string[]): Promise<JobLook[]> {
    const looks: JobLook[] = [];
    const at = { queue: name, baseKey: baseKeyOf(name) };
    for (const page of pagesOf(ids, lookedAtOnce)) {
      looks.push(...(await ask(() => lookAtJobs(redis, at, page))));
    }
    return looks;
  }

  async function look(ids: readonly string[]): Promise<JobLook[]> {
    let best: JobLook[] | null = null;
    for (const name of queues.keys()) {
      const looks = await lookIn(name, ids);
      best = best ? best.map((earlier, i) => surer(earlier, looks[i])) : looks;
    }
    return best ?? [];
  }

  async function add(name: string, wanted: readonly Task[]): Promise<void> {
    if (wanted.length === 0) return;
    if (name !== taskQueueName) await ask(() => redis.sadd(namesKey, name));
    const queue = queueOf(name);
    for (const page of pagesOf(wanted, addedAtOnce)) {
      await ask(() => queue.addBulk(page.map(jobOf)));
    }
  }

  async function removeAll(jobs: readonly JobAt[]): Promise<void> {
    for (const page of pagesOf(jobs, changedAtOnce)) {
      await ask(() => Promise.all(page.map(({ id, queue }) => queueOf(queue).remove(id))));
    }
  }

  function isStranded({ place, queue, isLocked }: JobLook): boolean {
    const names = served();
    if (place === 'none' || names.length === 0 || names.includes(queue)) return false;
    return place !== 'active' || !isLocked;
  }

  return {
    look,
    isStranded,
    async restore(wanted) {
      const looks = await look(wanted.map(idOf));
      await removeAll(looks.filter((at) => at.place === 'lost' || isStranded(at)));
      const missing = wanted.filter((_, i) => {
        const at = looks[i];
        return isMissing(at) || (at !== undefined && isStranded(at));
      });
      const [usual = taskQueueName] = served();
      const byQueue = new Map<string, Task[]>();
      for (const task of missing) {
        const name = task.queue ?? usual;
        byQueue.set(name, [...(byQueue.get(name) ?? []), task]);
      }
      for (const [name, ofQueue] of byQueue) await add(name, ofQueue);
      return missing;
    },
    async find(id) {
      for (const queue of queues.values()) {
        const job = await ask(() => queue.getJob(id));
        if (job) return job;
      }
      return undefined;
    },
    async remove(ids) {
      await removeAll(placedAt(await look(ids), ['waiting', 'delayed', 'lost']));
    },
    async waiting() {
      const lists = [...queues.keys()].map((name) =>
        ask(() => listWaitingJobs(redis, baseKeyOf(name))),
      );
      return (await Promise.all(lists)).flat();
    },
    async list() {
      await learnNames();
      const ids: string[] = [];
      for (const name of queues.keys()) {
        const active = ask(() => redis.lrange(`${baseKeyOf(name)}active`, 0, -1));
        const waiting = await ask(() => listWaitingJobs(redis, baseKeyOf(name)));
        ids.push(...waiting.map(({ id }) => id), ...(await active));
      }
      return ids;
    },
    async rerank(jobs) {
      const move = async ({ id, queue, priority }: (typeof jobs)[number]) => {
        const job = await queueOf(queue).getJob(id);
        await job?.changePriority({ priority }).catch(ignoreMove);
      };
      for (const page of pagesOf(jobs, changedAtOnce)) await ask(() => Promise.all(page.map(move)));
    },
    async wake({ id, queue }) {
      await ask(async () => {
        const job = await queueOf(queue).getJob(id);
        await job?.promote().catch(ignoreMove);
      });
    },
    async depths() {
      const counts = [...queues.values()].map((queue) =>
        queue.getJobCounts('waiting', 'prioritized', 'active'),
      );
      const sums = { waiting: 0, active: 0 };
      for (const { waiting = 0, prioritized = 0, active = 0 } of await Promise.all(counts)) {
        sums.waiting += waiting + prioritized;
        sums.active += active;
      }
      return sums;
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** Jobs in one transaction: hundreds keep Redis for some milliseconds. */
const addedAtOnce = 500;
/** Jobs that a call of its own each changes. */
const changedAtOnce = 100;

const sureness: readonly JobLook['place'][] = ['none', 'lost', 'delayed', 'waiting', 'active'];

/** Of a job that is looked for in two queues. */
function surer(a: JobLook, b: JobLook | undefined): JobLook {
  return b && sureness.indexOf(b.place) > sureness.indexOf(a.place) ? b : a;
}

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

function placedAt(looks: readonly JobLook[], places: readonly JobLook['place'][]): JobLook[] {
  return looks.filter(({ place }) => places.includes(place));
}

function* pagesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** The job has moved since it was looked at: whoever moved it, or the next look, sees to it. */
function ignoreMove(): void {
  return undefined;
}
