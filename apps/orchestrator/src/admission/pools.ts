import {
  meetsRequirements,
  queueNameFor,
  taskQueueName,
  type Labels,
  type Study,
} from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';

/** Workers with the same labels, which take their tasks from one queue. */
export interface Pool {
  readonly queue: string;
  readonly labels: Labels;
  /** Of all its workers that take tasks. */
  readonly slots: number;
  /** Trials that may wait in its queue. */
  readonly window: number;
}

/** Trials that wait in a queue however few slots there are: more than end before anybody is told. */
const smallestWindow = 16;
/** However many slots workers say that they have: they take from it what they need, and it is filled again. */
const largestWindow = 10_000;

/** The plain pool, of workers without labels, is always there: where there are none at all, it is next. */
export function poolsOf(workers: readonly SeenWorker[]): Pool[] {
  const plain = { queue: taskQueueName, labels: {} as Labels, slots: 0 };
  const pools = new Map([[plain.queue, plain]]);
  for (const { report } of workers) {
    if (report === null || report.isDraining) continue;
    const { labels = {}, slots } = report;
    const queue = queueNameFor(taskQueueName, labels);
    const pool = pools.get(queue) ?? { queue, labels, slots: 0 };
    pools.set(queue, { ...pool, slots: pool.slots + slots });
  }
  const isEmpty = [...pools.values()].every(({ slots }) => slots === 0);
  return [...pools.values()].map((pool) => {
    const isServed = pool.slots > 0 || (isEmpty && pool.queue === plain.queue);
    const window = Math.min(largestWindow, Math.max(smallestWindow, pool.slots));
    return { ...pool, window: isServed ? window : 0 };
  });
}

export function mayRunOn({ labels }: Pick<Pool, 'labels'>, { requires }: Study): boolean {
  return meetsRequirements(labels, requires);
}

/** Whether workers are there, or would be served if they came, that may train it. */
export function hasPoolFor(pools: readonly Pool[], study: Study): boolean {
  return pools.some((pool) => pool.window > 0 && mayRunOn(pool, study));
}

/** The queues that workers take tasks from: the plain one first, then those with the most slots. */
export function servedQueues(pools: readonly Pool[]): string[] {
  const isPlain = ({ queue }: Pool) => Number(queue === taskQueueName);
  return pools
    .filter(({ slots }) => slots > 0)
    .sort((a, b) => isPlain(b) - isPlain(a) || b.slots - a.slots)
    .map(({ queue }) => queue);
}
