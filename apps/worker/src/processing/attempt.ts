import { newControl, tasks, type PayloadOf, type TaskKind } from '@crossfold/contracts';
import type { Job } from 'bullmq';
import type { TakenTask, TaskOrder, TaskRow } from '../tasks/task-row.js';
import { taskRows } from '../tasks/task-rows.js';
import type { ProcessorContext } from './processor-context.js';

/** A job as the queue hands it out. */
export interface TakenJob<K extends TaskKind> {
  readonly kind: K;
  readonly job: Job;
  readonly token?: string | undefined;
  /** Aborts when the queue has taken the job away: another worker does it. */
  readonly lockLost?: AbortSignal | undefined;
}

/** What is done with a job from taking it to moving it. */
export interface Attempt<K extends TaskKind> extends TakenJob<K> {
  readonly row: TaskRow<K>;
  task: TakenTask<K>;
  /** Null until it has begun. */
  order: TaskOrder<K> | null;
}

export function openAttempt<K extends TaskKind>(
  { config, store, events, shutdown }: ProcessorContext,
  taken: TakenJob<K>,
): Attempt<K> {
  const { kind, job } = taken;
  const payload = tasks[kind].payload.parse(job.data) as PayloadOf<K>;
  const control = newControl(payload.studyId);
  const task = { payload, job, store, events, worker: config.name, shutdown, control };
  return { ...taken, row: taskRows[kind], task, order: null };
}
