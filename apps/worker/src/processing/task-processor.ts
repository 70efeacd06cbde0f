import { isTask } from '@crossfold/contracts';
import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { AttemptEnd, WorkerMetrics } from '../metrics/worker-metrics.js';
import type { ShortTaskRow } from '../tasks/task-row.js';
import { shortTasks } from '../tasks/task-rows.js';
import type { ProcessorContext } from './processor-context.js';
import { tellForeign } from './put-back.js';
import { createShortTaskProcessor } from './short-task.js';
import { createTrialProcessor } from './trial-processor.js';

type Processor = (job: Job, token?: string, lockLost?: AbortSignal) => Promise<void>;

/** Does a job by its kind, which is its name. */
export function createTaskProcessor(context: ProcessorContext): Processor {
  const made = new Map<string, Processor>([['trial', createTrialProcessor(context)]]);
  for (const [kind, row] of Object.entries(shortTasks)) {
    made.set(kind, createShortTaskProcessor(context, kind as never, row as ShortTaskRow<never>));
  }
  return async (job, token, lockLost) => {
    const process = made.get(job.name);
    if (process && isTask(job)) {
      return counted(context.metrics, job.name, () => process(job, token, lockLost));
    }
    tellForeign(job);
  };
}

async function counted(
  metrics: WorkerMetrics,
  task: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
    metrics.attemptEnded(task, 'done');
  } catch (thrown) {
    metrics.attemptEnded(task, endOf(thrown));
    throw thrown;
  }
}

/** By what the queue's library is told. */
function endOf(thrown: unknown): AttemptEnd {
  if (thrown instanceof UnrecoverableError) return 'ended';
  if (thrown instanceof DelayedError) return 'put-off';
  return thrown instanceof WaitingError ? 'handed-back' : 'retried';
}
