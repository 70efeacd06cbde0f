import { toAppError, type AppError } from '@crossfold/contracts';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { ProcessorContext } from './processor-context.js';
import { asOutage } from './outages.js';
import { isLastAttempt, putBack } from './put-back.js';

/** What is done once in a study, in minutes: it begins anew when its worker leaves. */
export interface ShortTask {
  /** Does it, unless it is done. */
  readonly run: (limits: SlotLimits) => Promise<void>;
  /** Aborts when it is not wanted any more. */
  readonly cancel?: AbortSignal;
  /** Aborts when the queue has taken it away: another worker does it. */
  readonly lockLost?: AbortSignal;
  /** Gives it its named end. */
  readonly recordFailure?: (error: AppError) => Promise<void>;
}

/** Runs it as one attempt of its job, and turns its end into a record and a move of the job. */
export async function runShortTask(
  context: ProcessorContext,
  job: Job,
  token: string | undefined,
  { run, cancel, lockLost, recordFailure }: ShortTask,
): Promise<void> {
  const { config, shutdown, outages } = context;
  const taskId = job.id ?? '';
  const { gracePeriodMs, stallTimeoutMs } = config;
  const kill = AbortSignal.any([
    shutdown,
    ...(cancel ? [cancel] : []),
    ...(lockLost ? [lockLost] : []),
  ]);
  // It has no checkpoint to leave with.
  const leave = new AbortController().signal;
  try {
    await run({ kill, leave, gracePeriodMs, stallTimeoutMs });
    outages.forget(taskId);
  } catch (thrown) {
    if (cancel?.aborted) throw new UnrecoverableError('cancelled');
    // No record and no move of the job is ours to make.
    if (lockLost?.aborted) throw thrown;
    if (shutdown.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const error = outages.judge(taskId, toAppError(thrown));
    await putBack(job, token, error, context);
    if (!isLastAttempt(job, error)) throw error;
    try {
      await recordFailure?.(error);
    } catch (failed) {
      // Without a record it has no end: what keeps it from being written is waited out, a refusal too.
      await putBack(job, token, asOutage(toAppError(failed)), context);
      throw failed;
    }
    outages.forget(taskId);
    throw new UnrecoverableError(error.message);
  }
}
