import type { AppError, PayloadOf, TaskKind } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { TakenTask, TaskEnd, TaskProgress, TaskRow } from './task-row.js';

/** Kinds of tasks that are done once, in minutes, and begin anew when their worker leaves. */
type ShortTaskKind = Exclude<TaskKind, 'trial'>;

/** What short tasks of a kind differ in. */
interface ShortTask<K extends ShortTaskKind> extends Pick<TaskRow<K>, 'prepare'> {
  readonly endsWith: 'study' | null;
  /** Whether its result is there: it is not done again. */
  readonly isDone: (store: ObjectStore, payload: PayloadOf<K>) => Promise<boolean>;
  /** Stores its named end. */
  readonly recordFailure: (task: TakenTask<K>, error: AppError) => Promise<unknown>;
  /** Tells how far it is. */
  readonly tell?: (progress: TaskProgress, task: TakenTask<K>) => void;
  /** Sees to what follows from its end, whichever it is. */
  readonly close?: (task: TakenTask<K>) => Promise<void>;
}

export function shortTask<K extends ShortTaskKind>({
  prepare,
  endsWith,
  isDone,
  recordFailure,
  tell,
  close,
}: ShortTask<K>): TaskRow<K> {
  const end = (task: TakenTask<K>, failure: string | null): TaskEnd => ({
    failure,
    tell: async () => close?.(task),
  });
  return {
    prepare,
    endsWith,
    hasCheckpoints: false,
    async findEnd(task) {
      return (await isDone(task.store, task.payload)) ? end(task, null) : null;
    },
    follow: (task) => (progress) => tell?.(progress, task),
    endAfter: (task) => end(task, null),
    endCancelled: (task) => end(task, 'cancelled'),
    async recordFailure(task, _order, error) {
      await recordFailure(task, error);
      return end(task, error.message);
    },
  };
}
