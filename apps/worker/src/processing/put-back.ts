import { isTaskKind, tasks, type AppError } from '@crossfold/contracts';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import { log } from '../process/log.js';
import { failureClass } from './failure-class.js';
import type { ProcessorContext } from './processor-context.js';

/** Moves a job and tells the queue's library that it was moved. */
export async function putOff(job: Job, token: string | undefined, delayMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + delayMs, token);
  throw new DelayedError();
}

const longestId = 300;

/** Of a job that ends without doing anything: what the store wants done is queued again. */
export function tellForeign({ id = '' }: Job): void {
  const text = 'this job is none that crossfold queued, or Redis has lost what it says: left out';
  log.warn({ job: id.slice(0, longestId) }, text);
}

/** What keeps a job waiting is told here as well: its study may not hear of it. */
export function tellOutage(job: Job, { code, message, remedy }: AppError, delayMs: number): void {
  const wait = Math.round(delayMs / 1000);
  log.warn({ job: job.id, ...namesIn(job), code, remedy }, `waits ${wait} s: ${message}`);
}

/**
 * Gives a job back whose failure is not its own: what was away may be back in a moment, and
 * another machine may be fit. Does nothing with any other failure.
 *
 * @param context its `onUnfit` is told that this machine is at fault
 */
export async function putBack(
  job: Job,
  token: string | undefined,
  error: AppError,
  { onUnfit, outages }: Pick<ProcessorContext, 'onUnfit' | 'outages'>,
): Promise<void> {
  const next = failureClass(error);
  if (next === 'outage') {
    const delayMs = outages.delayMs(job.id ?? '');
    tellOutage(job, error, delayMs);
    await putOff(job, token, delayMs);
  }
  if (next !== 'unfit') return;
  onUnfit(error);
  await job.moveToWait(token);
  throw new WaitingError();
}

/** Whether a failure is the end, after so many attempts as the job has had with this one. */
export function isLastAttempt(job: Job, error: AppError): boolean {
  const next = failureClass(error);
  if (next !== 'retry' && next !== 'degrade') return true;
  const own = isTaskKind(job.name) ? tasks[job.name].retry.attempts : 1;
  return job.attemptsMade + 1 >= (job.opts.attempts ?? own);
}

/** The study and the trial of a job, where it names them. */
function namesIn({ data }: Job): { readonly studyId?: unknown; readonly trialId?: unknown } {
  const { studyId, trialId } = data as Record<string, unknown>;
  return { studyId, trialId };
}
