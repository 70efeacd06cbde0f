import {
  isTaskKind,
  pausedDelayMs,
  tasks,
  type AppError,
  type TaskKind,
} from '@crossfold/contracts';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import { log } from '../process/log.js';
import type { Attempt } from './attempt.js';
import { failureClass } from './failure-class.js';

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

/** Back to the head of the queue, where another worker takes it up. */
export async function handBack<K extends TaskKind>(
  { row, task, job, token }: Attempt<K>,
  reason: string,
): Promise<never> {
  await job.moveToWait(token);
  await row.tellRequeued?.(task, reason);
  throw new WaitingError();
}

/** Its parents in the queue go on waiting for it. */
export function pause<K extends TaskKind>({ job, token }: Attempt<K>): Promise<never> {
  return putOff(job, token, pausedDelayMs);
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
