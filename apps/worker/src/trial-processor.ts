import {
  failureSchema,
  objectPaths,
  queues,
  receiptSchema,
  toAppError,
  trialRetry,
  type AppError,
  type Receipt,
  type TrialJob,
} from '@crossfold/contracts';
import { readJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { isCancelled, watchCancellation } from './cancellation.js';
import type { WorkerConfig } from './config.js';
import type { EventPublisher } from './event-publisher.js';
import { progressForwarder } from './progress-forwarder.js';
import type { SlotProgress } from './slot/messages.js';
import { runInSlot } from './slot/run-in-slot.js';
import type { Slots } from './slot/slots.js';

export interface ProcessorContext {
  readonly config: WorkerConfig;
  readonly store: ObjectStore;
  readonly events: EventPublisher;
  readonly slots: Slots;
  /** Aborts when the worker has to leave. */
  readonly shutdown: AbortSignal;
}

type RunningJob = Job<TrialJob, void>;

/**
 * The bridge between the queue and a trial: runs it in a slot, and turns its end into a record and
 * a move of the job. Nothing here knows how a trial trains.
 */
export function createTrialProcessor(context: ProcessorContext) {
  return async (job: RunningJob, token?: string, lockLost?: AbortSignal): Promise<void> => {
    const trial = queues.trials.payload.parse(job.data);
    if (await isCancelled(context.store, trial.studyId)) return endCancelled(context, trial);
    const finished = await findReceipt(context.store, trial);
    if (finished) return announceSuccess(context, finished);
    const cancellation = watchCancellation(context.store, trial.studyId);
    try {
      const abort = [cancellation.signal, context.shutdown, ...(lockLost ? [lockLost] : [])];
      const receipt = await runTrialInSlot(context, job, AbortSignal.any(abort));
      await announceSuccess(context, receipt);
    } catch (thrown) {
      if (cancellation.signal.aborted) await endCancelled(context, trial);
      else if (context.shutdown.aborted) await handBack(context, job, token);
      else await endAttempt(context, job, toAppError(thrown));
    } finally {
      cancellation.stop();
    }
  };
}

async function runTrialInSlot(
  { config, events, slots }: ProcessorContext,
  job: RunningJob,
  signal: AbortSignal,
): Promise<Receipt> {
  const { studyId, trialId } = job.data;
  const attempt = job.attemptsStarted;
  const task = {
    kind: 'trial',
    store: config.store,
    cacheDir: config.imageCacheDir,
    weightsDir: config.weightsDir,
    studyId,
    trialId,
    attempt,
    worker: config.name,
  } as const;
  const forward = progressForwarder(events, { studyId, trialId, attempt, worker: config.name });
  const onProgress = (progress: SlotProgress) => {
    if (progress.type !== 'member') forward(progress);
  };
  return slots.use(
    async (environment) => (await runInSlot(task, onProgress, environment, signal)) as Receipt,
  );
}

async function findReceipt(store: ObjectStore, trial: TrialJob): Promise<Receipt | null> {
  const key = objectPaths.receipt(trial.studyId, trial.trialId);
  return (await store.head(key)) ? readJson(store, key, receiptSchema) : null;
}

async function announceSuccess({ events }: ProcessorContext, receipt: Receipt): Promise<void> {
  const { studyId, trialId, evaluation, timings } = receipt;
  const seconds = (Date.parse(timings.finishedAt) - Date.parse(timings.startedAt)) / 1000;
  await events.publish({
    type: 'trial.succeeded',
    studyId,
    trialId,
    scores: evaluation.scores,
    seconds,
  });
}

async function endCancelled({ events }: ProcessorContext, trial: TrialJob): Promise<never> {
  await events.publish({ type: 'trial.cancelled', ...trial });
  throw new UnrecoverableError('cancelled');
}

/** Back to the head of the queue, where another worker takes it up from its last checkpoint. */
async function handBack(
  { events }: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
): Promise<never> {
  await job.moveToWait(token);
  await events.publish({ type: 'trial.requeued', ...job.data, reason: 'its worker shuts down' });
  throw new WaitingError();
}

async function endAttempt(
  context: ProcessorContext,
  job: RunningJob,
  error: AppError,
): Promise<never> {
  const isLast = !error.kind.retryable || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  if (isLast) {
    await recordFailure(context, job.data, job.attemptsStarted, error);
    throw new UnrecoverableError(error.message);
  }
  const reason = `attempt ${job.attemptsMade + 1} of ${trialRetry.attempts}: ${error.message}`;
  await context.events.publish({ type: 'trial.requeued', ...job.data, reason });
  throw error;
}

/** Gives a trial its named end. A second one for the same trial is left as it is. */
export async function recordFailure(
  { store, events }: Pick<ProcessorContext, 'store' | 'events'>,
  { studyId, trialId }: TrialJob,
  attempt: number,
  { code, message, remedy }: AppError,
): Promise<void> {
  const failure = { studyId, trialId, attempt, code, message, remedy };
  await writeJsonOnce(store, objectPaths.failure(studyId, trialId), failureSchema, {
    schemaVersion: 1 as const,
    ...failure,
    failedAt: new Date().toISOString(),
  });
  await events.publish({ type: 'trial.failed', studyId, trialId, code, message });
}
