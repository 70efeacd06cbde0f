import { trialRetry, type AppError } from '@crossfold/contracts';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import { failureClass } from './failure-class.js';

/** Between two looks whether what was away is back. */
export const outageDelayMs = 5000;

/** Moves a job and tells the queue's library that it was moved. */
export async function putOff(job: Job, token: string | undefined, delayMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + delayMs, token);
  throw new DelayedError();
}

/**
 * Gives a job back whose failure is not its own: what was away may be back in a moment, and
 * another machine may be fit. Does nothing with any other failure.
 *
 * @param onUnfit is told that this machine is at fault
 */
export async function putBack(
  job: Job,
  token: string | undefined,
  error: AppError,
  onUnfit: (error: AppError) => void,
): Promise<void> {
  const next = failureClass(error);
  if (next === 'outage') await putOff(job, token, outageDelayMs);
  if (next !== 'unfit') return;
  onUnfit(error);
  await job.moveToWait(token);
  throw new WaitingError();
}

/** Whether a failure is the end, after so many attempts as the job has had with this one. */
export function isLastAttempt(job: Job, error: AppError): boolean {
  const next = failureClass(error);
  if (next !== 'retry' && next !== 'degrade') return true;
  return job.attemptsMade + 1 >= (job.opts.attempts ?? trialRetry.attempts);
}
