import {
  pausedDelayMs,
  priorityFor,
  queuePriority,
  wishFor,
  type Control,
} from '@crossfold/contracts';
import type { Job } from 'bullmq';

/**
 * Makes the job of a trial fit what is wanted of it. One that a worker has is left to the worker,
 * which asks the store by itself; so is a waiting one of a paused trial.
 */
export async function alignJob(job: Job, control: Control, trialId: string): Promise<void> {
  const wish = wishFor(control, trialId);
  if (wish === 'cancel') {
    await removeUnlessActive(job);
    return;
  }
  const priority = queuePriority(priorityFor(control, trialId));
  if (job.priority !== priority) await job.changePriority({ priority }).catch(ignoreMove);
  // A short delay is the pause between two attempts.
  const isAsleep = job.delay >= pausedDelayMs / 2;
  if (wish === 'run' && isAsleep) await job.promote().catch(ignoreMove);
}

/** @returns whether a worker has it */
export async function removeUnlessActive(job: Job | undefined): Promise<boolean> {
  if (!job) return false;
  if (await job.isActive()) return true;
  // Between the question and the removal a worker may have taken it.
  return job.remove({ removeChildren: false }).then(
    () => false,
    () => true,
  );
}

/** The job has moved since it was read: whoever moved it, or the next look, sees to it. */
function ignoreMove(): void {
  return undefined;
}
