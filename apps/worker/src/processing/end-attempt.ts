import { AppError, tasks, type TaskKind } from '@crossfold/contracts';
import { DelayedError, UnrecoverableError } from 'bullmq';
import type { TaskEnd } from '../tasks/task-row.js';
import type { Attempt } from './attempt.js';
import { failureClass } from './failure-class.js';
import { asOutage } from './outages.js';
import type { ProcessorContext } from './processor-context.js';
import { handBack, isLastAttempt, putOff, tellOutage } from './put-back.js';

/**
 * Tells of an end that the store has; nobody has to do the job again.
 *
 * @throws UnrecoverableError where the end is no result
 */
export async function conclude<K extends TaskKind>(
  { outages }: ProcessorContext,
  { job }: Attempt<K>,
  { failure, tell }: TaskEnd,
): Promise<void> {
  await tell();
  outages.forget(job.id ?? '');
  if (failure !== null) throw new UnrecoverableError(failure);
}

/** Names the end of an attempt that failed, or sees to the next one. */
export async function endAttempt<K extends TaskKind>(
  context: ProcessorContext,
  attempt: Attempt<K>,
  error: AppError,
): Promise<never> {
  const { row, task, job, order } = attempt;
  const next = failureClass(error);
  if (next === 'outage' || next === 'gone') throw error;
  if (next === 'unfit') {
    context.onUnfit(error);
    await handBack(attempt, `its worker is unfit: ${error.message}`);
  }
  if (next === 'degrade') await retryWithLessMemory(attempt, error);
  if (isLastAttempt(job, error)) {
    const end = await row.recordFailure(task, order, error);
    if (end) await conclude(context, attempt, end);
    throw new UnrecoverableError(error.message);
  }
  const reason = `attempt ${job.attemptsMade + 1} of ${tasks[attempt.kind].retry.attempts}: ${error.message}`;
  await row.tellRequeued?.(task, reason);
  throw error;
}

/** Uses up no attempt: the next one is another trial of strength. */
async function retryWithLessMemory<K extends TaskKind>(
  { kind, row, task, job, token }: Attempt<K>,
  error: AppError,
): Promise<void> {
  const relief = await row.relieveMemory?.(task);
  if (!relief) return;
  await row.tellRequeued?.(task, `${error.message}; ${relief}`);
  await putOff(job, token, tasks[kind].retry.backoffMs);
}

/**
 * What is away comes back; the task must not fail for it. Nor may it without a record: a store that
 * refuses that is waited for, too.
 */
export async function waitOutOutage<K extends TaskKind>(
  { outages }: ProcessorContext,
  { row, task, job, token }: Attempt<K>,
  thrown: unknown,
): Promise<never> {
  const error = thrown instanceof AppError ? asOutage(thrown) : null;
  if (error === null || failureClass(error) !== 'outage') throw thrown;
  const delayMs = outages.delayMs(job.id ?? '');
  tellOutage(job, error, delayMs);
  await job.moveToDelayed(Date.now() + delayMs, token);
  await row.tellRequeued?.(task, error.message);
  throw new DelayedError();
}
