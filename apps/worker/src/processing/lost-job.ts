import { AppError, isTask, type TaskKind } from '@crossfold/contracts';
import { readControl } from '@crossfold/storage';
import type { Job } from 'bullmq';
import { log } from '../process/log.js';
import { openAttempt } from './attempt.js';
import type { ProcessorContext } from './processor-context.js';

/**
 * A job whose workers died too often is failed by the queue itself, out of sight of the processor;
 * its task gets its named end here. Does nothing with a job that failed otherwise.
 */
export async function nameEndOfLostJob(
  context: ProcessorContext,
  job: Job | undefined,
  error: Error,
): Promise<void> {
  if (!job || !isTask(job) || !error.message.includes('stalled')) return;
  const failure = new AppError('TRIAL_CRASHED', `its workers died too often: ${error.message}`);
  try {
    await nameEnd(context, job.name as TaskKind, job, failure);
  } catch (thrown) {
    log.warn({ job: job.id, err: thrown }, 'the end of a lost job could not be named');
  }
}

async function nameEnd<K extends TaskKind>(
  context: ProcessorContext,
  kind: K,
  job: Job,
  failure: AppError,
): Promise<void> {
  const { row, task: opened } = openAttempt(context, { kind, job });
  const control = await readControl(context.store, opened.payload.studyId);
  const task = { ...opened, control };
  if (await row.findEnd(task)) return;
  // As an attempt of its own: that of another worker is not for this one to end.
  const order = row.claim ? await row.claim(task) : null;
  const end = await row.recordFailure(task, order, failure);
  await end?.tell();
}
