import { tasks, type PayloadOf, type TaskKind } from '@crossfold/contracts';
import type { TaskQueue } from './task-queue.js';

/** What of a kind was asked for and has no end, by the store. */
export interface OpenTasks<K extends TaskKind> {
  /** @param queue where to see which of those that are known have their jobs */
  list(queue: TaskQueue): Promise<PayloadOf<K>[]>;
  /** Is told what was asked for just now. */
  add?(payload: PayloadOf<K>): void;
}

interface DoneSoFar {
  readonly done: number;
  readonly total: number;
}

/** Jobs of a kind of task that comes when it is asked for. */
export interface AskedTasks<K extends TaskKind> {
  /** Queues a task, unless a job waits or runs for it. @throws AppError QUEUE_UNAVAILABLE */
  enqueue(payload: PayloadOf<K>): Promise<void>;
  isRunning(payload: PayloadOf<K>): Promise<boolean>;
  /** How much of it is done; null while nothing is known. */
  progress(payload: PayloadOf<K>): Promise<DoneSoFar | null>;
  /** Queues what is open and has no job. @returns that */
  restore(): Promise<PayloadOf<K>[]>;
}

export function createAskedTasks<K extends TaskKind>(
  queue: TaskQueue,
  kind: K,
  open: OpenTasks<K>,
): AskedTasks<K> {
  const taskOf = (payload: PayloadOf<K>) => ({ kind, payload });
  const idOf = tasks[kind].idOf as (payload: PayloadOf<K>) => string;
  return {
    async enqueue(payload) {
      open.add?.(payload);
      await queue.restore([taskOf(payload)]);
    },
    async isRunning(payload) {
      const [look] = await queue.look([idOf(payload)]);
      return look?.place === 'active';
    },
    async progress(payload) {
      const progress = (await queue.find(idOf(payload)))?.progress;
      if (typeof progress !== 'object' || !('done' in progress)) return null;
      return progress as DoneSoFar;
    },
    async restore() {
      const wanted = (await open.list(queue)).map(taskOf);
      return (await queue.restore(wanted)).map(({ payload }) => payload);
    },
  };
}
