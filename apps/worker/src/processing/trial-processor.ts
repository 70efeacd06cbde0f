import {
  AppError,
  pausedDelayMs,
  tasks,
  toAppError,
  type Failure,
  type Receipt,
  type TrialJob,
} from '@crossfold/contracts';
import { readControl, readStandingFailure, skipBefore, writeNamedEnd } from '@crossfold/storage';
import { claimAttempt, relieveMemory, unlessLeaving, type TrialAttempt } from '@crossfold/training';
import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { WorkerConfig } from '../process/config.js';
import type { SlotLimits } from '../slot/run-in-process.js';
import { failureClass } from './failure-class.js';
import { followAttempt } from './follow-attempt.js';
import { asOutage } from './outages.js';
import type { ProcessorContext } from './processor-context.js';
import { createKnownTrials } from './known-trials.js';
import { isLastAttempt, putOff, tellForeign, tellOutage } from './put-back.js';
import { taskSettings } from './task-settings.js';
import { announceEnd, announceSuccess, findReceipt, recordFailure } from './trial-end.js';
import { watchControl, type ControlWatch } from './watch-control.js';

type RunningJob = Job<TrialJob, void>;

/**
 * The bridge between the queue and a trial: runs it in a slot, and turns its end into a record and
 * a move of the job. Nothing here knows how a trial trains.
 */
export function createTrialProcessor(context: ProcessorContext) {
  const known = createKnownTrials(context.store);
  return async (job: RunningJob, token?: string, lockLost?: AbortSignal): Promise<void> => {
    const trial = tasks.trial.payload.parse(job.data);
    const watch = watchControl(context.store, trial.studyId, trial.trialId);
    const leave = AbortSignal.any([context.shutdown, watch.pause, ...(lockLost ? [lockLost] : [])]);
    let [attempt, edition] = [0, 1];
    try {
      // A store that is away must not keep the worker from leaving.
      const { control, desired } = await unlessLeaving(leave, watch.read());
      edition = control.edition;
      if (desired === 'cancel') return await endCancelled(context, trial);
      if (desired === 'pause') return await putToSleep(job, token);
      const finished = await unlessLeaving(leave, findReceipt(context.store, trial));
      if (finished) return await announceSuccess(context, finished);
      const ended = await unlessLeaving(
        leave,
        readStandingFailure(context.store, control, trial.trialId),
      );
      if (ended) return await endAsNamed(context, ended);
      if (!(await unlessLeaving(leave, known.has(trial)))) {
        tellForeign(job);
        return;
      }
      const claim = claimAttempt(context.store, trial, context.config.name);
      attempt = await unlessLeaving(leave, claim);
      const skip = await unlessLeaving(
        leave,
        skipBefore(context.store, control, { ...trial, attempt }),
      );
      if (skip) return await endAsNamed(context, await writeNamedEnd(context.store, skip));
      const signals = { kill: AbortSignal.any([watch.cancel, watch.stopped]), leave };
      const receipt = await runTrialInSlot(context, job, { ...trial, attempt }, signals);
      await announceSuccess(context, receipt);
      context.outages.forget(job.id ?? '');
    } catch (thrown) {
      if (thrown instanceof UnrecoverableError || thrown instanceof DelayedError) throw thrown;
      if (watch.cancel.aborted) await endCancelled(context, trial);
      if (watch.stopped.aborted) await endStopped(context, trial);
      // The queue has taken the trial away; no move of the job is ours to make.
      if (lockLost?.aborted) throw thrown;
      if (context.shutdown.aborted) await handBack(context, job, token, 'its worker shuts down');
      if (watch.pause.aborted) await endPaused(context, job, token, watch);
      const error = context.outages.judge(job.id ?? '', toAppError(thrown));
      await endAttempt(context, job, token, { attempt, edition }, error).catch((error: unknown) =>
        waitOutOutage(context, job, token, error),
      );
    } finally {
      watch.stop();
    }
  };
}

async function runTrialInSlot(
  context: ProcessorContext,
  job: RunningJob,
  trial: TrialAttempt,
  signals: Pick<SlotLimits, 'kill' | 'leave'>,
): Promise<Receipt> {
  const { config, slots } = context;
  const { stallTimeoutMs } = config;
  const limits = { ...signals, stallTimeoutMs, gracePeriodMs: slotGraceMs(config) };
  const order = { ...taskSettings(config), kind: 'trial', ...trial } as const;
  const times = { queuedMs: job.timestamp, takenMs: job.processedOn ?? Date.now() };
  const followed = followAttempt(context, trial, times);
  try {
    const receipt = await slots.use((slot) => slot.run(order, followed.listener, limits));
    followed.end(null);
    return receipt as Receipt;
  } catch (thrown) {
    followed.end(toAppError(thrown));
    throw thrown;
  }
}

/** Leaves the worker time to hand the trial back. */
function slotGraceMs({ gracePeriodMs }: WorkerConfig): number {
  return 0.8 * gracePeriodMs;
}

/** Its process is dead by now. */
async function endCancelled({ events }: ProcessorContext, trial: TrialJob): Promise<never> {
  await events.publish({ type: 'trial.cancelled', ...trial });
  throw new UnrecoverableError('cancelled');
}

/** Returns where it was asked for again meanwhile, so that the attempt ends as one that was killed. */
async function endStopped(context: ProcessorContext, trial: TrialJob): Promise<void> {
  const control = await readControl(context.store, trial.studyId);
  const end = await readStandingFailure(context.store, control, trial.trialId);
  if (end) await endAsNamed(context, end);
}

/** Its end was in the store before its job was out of the queue. */
async function endAsNamed({ events }: ProcessorContext, end: Failure): Promise<never> {
  await announceEnd(events, end);
  throw new UnrecoverableError(end.message);
}

/** Back to the head of the queue, where another worker takes it up from its last checkpoint. */
async function handBack(
  { events }: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  reason: string,
): Promise<never> {
  await job.moveToWait(token);
  await events.publish({ type: 'trial.requeued', ...job.data, reason });
  throw new WaitingError();
}

/** It has stopped, and was perhaps wanted again meanwhile. */
async function endPaused(
  context: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  watch: ControlWatch,
): Promise<never> {
  const desired = await watch.read().then(
    (read) => read.desired,
    // The store is away: whoever takes the trial next asks again.
    () => 'run',
  );
  if (desired !== 'pause') await handBack(context, job, token, 'it was resumed');
  await context.events.publish({ type: 'trial.paused', ...job.data });
  return putToSleep(job, token);
}

/** Its parents in the queue go on waiting for it. */
function putToSleep(job: RunningJob, token: string | undefined): Promise<never> {
  return putOff(job, token, pausedDelayMs);
}

async function endAttempt(
  context: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  numbers: { readonly attempt: number; readonly edition: number },
  error: AppError,
): Promise<never> {
  const next = failureClass(error);
  if (next === 'outage' || next === 'gone') throw error;
  if (next === 'unfit') {
    context.onUnfit(error);
    await handBack(context, job, token, `its worker is unfit: ${error.message}`);
  }
  if (next === 'degrade') await retryWithLessMemory(context, job, token, error);
  if (isLastAttempt(job, error)) {
    await recordFailure(context, { ...job.data, ...numbers }, error);
    context.outages.forget(job.id ?? '');
    throw new UnrecoverableError(error.message);
  }
  const reason = `attempt ${job.attemptsMade + 1} of ${tasks.trial.retry.attempts}: ${error.message}`;
  await context.events.publish({ type: 'trial.requeued', ...job.data, reason });
  throw error;
}

/** Uses up no attempt: the next one is another trial of strength. */
async function retryWithLessMemory(
  { store, events }: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  error: AppError,
): Promise<void> {
  const images = await relieveMemory(store, job.data);
  if (images === null) return;
  const reason = `${error.message}; goes on with ${images} images at once`;
  await events.publish({ type: 'trial.requeued', ...job.data, reason });
  await putOff(job, token, tasks.trial.retry.backoffMs);
}

/**
 * What is away comes back; the trial must not fail for it. Nor may it without a record: a store that
 * refuses that is waited for, too.
 */
async function waitOutOutage(
  { events, outages }: ProcessorContext,
  job: RunningJob,
  token: string | undefined,
  thrown: unknown,
): Promise<never> {
  const error = thrown instanceof AppError ? asOutage(thrown) : null;
  if (error === null || failureClass(error) !== 'outage') throw thrown;
  const delayMs = outages.delayMs(job.id ?? '');
  tellOutage(job, error, delayMs);
  await job.moveToDelayed(Date.now() + delayMs, token);
  await events.publish({ type: 'trial.requeued', ...job.data, reason: error.message });
  throw new DelayedError();
}
