import type { ErrorCode, TaskKind } from '@crossfold/contracts';
import type { StoreUse } from './store-use.js';
import type { TaskOrder, TaskProgress, TaskSettings } from '../tasks/task-row.js';

/** What a slot's process is asked to do; then, if that went well, perhaps something else. */
export type SlotTask = TaskSettings &
  { readonly [K in TaskKind]: { readonly kind: K } & TaskOrder<K> }[TaskKind];

/** What it is told: a task, and perhaps to stop at the next step of it. */
export type SlotRequest =
  { readonly type: 'run'; readonly task: SlotTask } | { readonly type: 'leave' };

/**
 * What it answers: that it has the task; that this is not for it, or progress any number of times and then its end.
 * After a failure, and after a task that is not for it, it ends by itself.
 */
export type SlotMessage =
  | { readonly type: 'taken' }
  | { readonly type: 'unfit' }
  | { readonly type: 'progress'; readonly progress: TaskProgress }
  /** Before an end and with progress, where the task is measured. */
  | { readonly type: 'storeUse'; readonly use: StoreUse }
  | { readonly type: 'done'; readonly result: unknown }
  /** After `done`: ready for another task. `residentBytes` is the memory that it holds. */
  | { readonly type: 'idle'; readonly residentBytes: number }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
    };
