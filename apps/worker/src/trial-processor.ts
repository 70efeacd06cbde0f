import {
  AppError,
  failureSchema,
  objectPaths,
  queues,
  receiptSchema,
  toAppError,
  trialRetry,
  type Receipt,
  type TrialJob,
} from '@crossfold/contracts';
import { readJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { claimAttempt, isSuperseded, type TrialAttempt } from './attempt.js';
import { isCancelled, watchCancellation } from './cancellation.js';
import type { WorkerConfig } from './config.js';
import type { EventPublisher } from './event-publisher.js';
import { failureClass } from './failure-class.js';
import { progressForwarder } from './progress-forwarder.js';
import type { SlotProgress } from './slot/messages.js';
import { runInSlot, type SlotLimits } from './slot/run-in-slot.js';
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

/** Between two looks whether what was away is back. */
export const outageDelayMs = 5000;

/**
 * The bridge between the queue and a trial: runs it in a slot, and turns its end into a record and
 * a move of the job. Nothing here knows how a trial trains.
 */
export function createTrialProcessor(context: ProcessorContext) {
  return async (job: RunningJob, token?: string, lockLost?: AbortSignal): Promise<void> => {
    const trial = queues.trials.payload.parse(job.data);
    const cancellation = watchCancellation(context.store, trial.studyId);
    const leave = AbortSignal.any([context.shutdown, ...(lockLost ? [lockLost] : [])]);
    let attempt = 0;
    try {
      if (await isCancelled(context.store, trial.studyId))
        return await endCancelled(context, trial);
      const finished = await findReceipt(context.store, trial);
      if (finished) return await announceSuccess(context, finished);
      attempt = await claimAttempt(context.store, trial, context.config.name);
      const signals = { kill: cancellation.signal, leave };
      const receipt = await runTrialInSlot(context, { ...trial, attempt }, signals);
      await announceSuccess(context, receipt);
    } catch (thrown) {
      if (thrown instanceof UnrecoverableError) throw thrown;
      if (cancellation.signal.aborted) await endCancelled(context, trial);
      // The queue has taken the trial away; no move of the job is ours to make.
      if (lockLost?.aborted) throw thrown;
      if (context.shutdown.aborted) await handBack(context, job, token);
      await endAttempt(context, job, attempt, toAppError(thrown)).catch((error: unknown) =>
        waitOutOutage(context, job, token, error),
      );
    } finally {
      cancellation.stop();
    }
  };
}

async function runTrialInSlot(
  { config, events, slots }: ProcessorContext,
  trial: TrialAttempt,
  signals: Pick<SlotLimits, 'kill' | 'leave'>,
): Promise<Receipt> {
  const { store, imageCacheDir: cacheDir, weightsDir, name: worker } = config;
  const assignment = { ...trial, worker };
  const forward = progressForwarder(events, { ...trial, worker });
  const onProgress = (progress: SlotProgress) => {
    if (progress.type !== 'member' && progress.type !== 'explained') forward(progress);
  };
  const { stallTimeoutMs } = config;
  const limits = { ...signals, stallTimeoutMs, gracePeriodMs: slotGraceMs(config) };
  return slots.use(
    async (environment) =>
      (await runInSlot(
        { kind: 'trial', store, cacheDir, weightsDir, ...assignment },
        onProgress,
        environment,
        limits,
      )) as Receipt,
  );
}

/** Leaves the worker time to hand the trial back. */
function slotGraceMs({ gracePeriodMs }: WorkerConfig): number {
  return 0.8 * gracePeriodMs;
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
  attempt: number,
  error: AppError,
): Promise<never> {
  const next = failureClass(error);
  if (next === 'outage' || next === 'gone') throw error;
  const isLast = next === 'end' || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  if (isLast) {
    await recordFailure(context, { ...job.data, attempt }, error);
    throw new UnrecoverableError(error.message);
  }
  const reason = `attempt ${job.attemptsMade + 1} of ${trialRetry.attempts}: ${error.message}`;
  await context.events.publish({ type: 'trial.requeued', ...job.data, reason });
  throw error;
}

/** What is away comes back; the trial must not fail for it. */
async function waitOutOutage(
  { events }: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  error: unknown,
): Promise<never> {
  if (!(error instanceof AppError) || failureClass(error) !== 'outage') throw error;
  await job.moveToDelayed(Date.now() + outageDelayMs, token);
  await events.publish({ type: 'trial.requeued', ...job.data, reason: error.message });
  throw new DelayedError();
}

/**
 * Gives a trial its named end, unless it has one already or a newer attempt goes on with it.
 *
 * @param trial its attempt is 0 where none had begun
 */
export async function recordFailure(
  { store, events }: Pick<ProcessorContext, 'store' | 'events'>,
  trial: TrialAttempt,
  { code, message, remedy }: AppError,
): Promise<void> {
  const { studyId, trialId } = trial;
  if ((await findReceipt(store, trial)) || (await isSuperseded(store, trial))) return;
  const attempt = Math.max(1, trial.attempt);
  const failure = { studyId, trialId, attempt, code, message, remedy };
  await writeJsonOnce(store, objectPaths.failure(studyId, trialId), failureSchema, {
    schemaVersion: 1 as const,
    ...failure,
    failedAt: new Date().toISOString(),
  });
  await events.publish({ type: 'trial.failed', studyId, trialId, code, message });
}
