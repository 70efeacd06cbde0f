import { isTask, type TaskKind } from '@crossfold/contracts';
import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { AttemptEnd, WorkerMetrics } from '../metrics/worker-metrics.js';
import { createKnownTrials } from './known-trials.js';
import { liveThrough } from './lifecycle.js';
import type { ProcessorContext } from './processor-context.js';
import { tellForeign } from './put-back.js';

type Processor = (job: Job, token?: string, lockLost?: AbortSignal) => Promise<void>;

/** Does a job by its kind, which is its name. */
export function createTaskProcessor(context: ProcessorContext): Processor {
  const known = createKnownTrials(context.store);
  return async (job, token, lockLost) => {
    if (!isTask(job)) {
      tellForeign(job);
      return;
    }
    const kind = job.name as TaskKind;
    const work = () => liveThrough(context, known, { kind, job, token, lockLost });
    await counted(context.metrics, kind, work);
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
