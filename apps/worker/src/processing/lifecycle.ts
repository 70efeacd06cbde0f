import { toAppError, type TaskKind } from '@crossfold/contracts';
import { readControl } from '@crossfold/storage';
import { unlessLeaving } from '@crossfold/training';
import { DelayedError, UnrecoverableError } from 'bullmq';
import type { SlotTask } from '../slot/messages.js';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { TaskEnd, TaskOrder } from '../tasks/task-row.js';
import { openAttempt, type Attempt, type TakenJob } from './attempt.js';
import { conclude, endAttempt, waitOutOutage } from './end-attempt.js';
import { followTask } from './follow-task.js';
import type { KnownTrials } from './known-trials.js';
import type { ProcessorContext } from './processor-context.js';
import { handBack, pause, tellForeign } from './put-back.js';
import { runInFreeSlot, TooManySlots } from './run-in-free-slot.js';
import { taskSettings } from './task-settings.js';
import { watchControl, type ControlWatch } from './watch-control.js';

/**
 * The life of a job of any kind: runs its task in a slot, and turns the end of that into a record and
 * a move of the job. What is a kind's own is in its row; nothing here knows how a trial trains.
 */
export async function liveThrough<K extends TaskKind>(
  context: ProcessorContext,
  known: KnownTrials,
  taken: TakenJob<K>,
): Promise<void> {
  const attempt = openAttempt(context, taken);
  const watch = openWatch(attempt);
  try {
    const end = await run(context, known, attempt, watch);
    if (end) await conclude(context, attempt, end);
  } catch (thrown) {
    if (thrown instanceof UnrecoverableError || thrown instanceof DelayedError) throw thrown;
    await endOnDemand(context, attempt, watch, thrown);
    const error = context.outages.judge(taken.job.id ?? '', toAppError(thrown));
    await endAttempt(context, attempt, error).catch((failed: unknown) =>
      waitOutOutage(context, attempt, failed),
    );
  } finally {
    watch?.stop();
  }
}

/** @returns null where the job is none of ours */
async function run<K extends TaskKind>(
  context: ProcessorContext,
  known: KnownTrials,
  attempt: Attempt<K>,
  watch: ControlWatch | null,
): Promise<TaskEnd | null> {
  const { row, job } = attempt;
  const { kill, leave, stop } = signalsOf(context, attempt, watch);
  // A store that is away must not keep the worker from leaving.
  const unlessLeft = <T>(work: Promise<T>) => unlessLeaving(stop, work);
  const wanted = watch && (await unlessLeft(watch.read()));
  if (wanted) attempt.task = { ...attempt.task, control: wanted.control };
  const { task } = attempt;
  if (wanted?.desired === 'cancel') return row.endCancelled(task);
  if (wanted?.desired === 'pause' && row.hasCheckpoints) return pause(attempt);
  const found = await unlessLeft(row.findEnd(task));
  if (found) return found;
  if (!(await unlessLeft(known.has(task.payload)))) {
    tellForeign(job);
    return null;
  }
  const order = row.claim ? await unlessLeft(row.claim(task)) : (task.payload as TaskOrder<K>);
  attempt.order = order;
  const given = row.endBefore && (await unlessLeft(row.endBefore(task, order)));
  if (given) return given;
  return row.endAfter(task, await runInSlot(context, attempt, order, { kill, leave }));
}

function openWatch<K extends TaskKind>({ row, task }: Attempt<K>): ControlWatch | null {
  if (row.endsWith === null) return null;
  const { studyId, trialId = null } = task.payload as { studyId: string; trialId?: string };
  return watchControl(task.store, studyId, trialId);
}

/**
 * How its process is ended from outside.
 *
 * @returns `stop` aborts where the worker has to be done with the job soon
 */
function signalsOf<K extends TaskKind>(
  { shutdown }: ProcessorContext,
  { row, lockLost }: Attempt<K>,
  watch: ControlWatch | null,
): Pick<SlotLimits, 'kill' | 'leave'> & { readonly stop: AbortSignal } {
  const stop = anyOf([shutdown, lockLost, row.hasCheckpoints ? watch?.pause : undefined]);
  const end = anyOf([watch?.cancel, watch?.stopped]);
  // What cannot go on elsewhere is not asked to leave.
  return row.hasCheckpoints
    ? { kill: end, leave: stop, stop }
    : { kill: anyOf([end, stop]), leave: anyOf([]), stop };
}

function anyOf(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

async function runInSlot<K extends TaskKind>(
  context: ProcessorContext,
  { kind, row, task, job }: Attempt<K>,
  order: TaskOrder<K>,
  signals: Pick<SlotLimits, 'kill' | 'leave'>,
): Promise<unknown> {
  const { config } = context;
  // Leaves the worker time to hand the job back.
  const gracePeriodMs = 0.8 * config.gracePeriodMs;
  const limits = { ...signals, stallTimeoutMs: config.stallTimeoutMs, gracePeriodMs };
  const slotTask = { ...taskSettings(config), kind, ...order } as unknown as SlotTask;
  const times = { queuedMs: job.timestamp, takenMs: job.processedOn ?? Date.now() };
  const tell = row.follow?.(task, order) ?? (() => undefined);
  const followed = followTask(context, order, times, tell);
  try {
    const result = await runInFreeSlot(context, slotTask, followed.listener, limits);
    followed.end(null);
    return result;
  } catch (thrown) {
    followed.end(toAppError(thrown));
    throw thrown;
  }
}

/** Sees to a task whose process was ended from outside, or by its neighbours; it is dead by now. */
async function endOnDemand<K extends TaskKind>(
  context: ProcessorContext,
  attempt: Attempt<K>,
  watch: ControlWatch | null,
  thrown: unknown,
): Promise<void> {
  const { row, task, lockLost } = attempt;
  if (watch?.cancel.aborted) await conclude(context, attempt, row.endCancelled(task));
  if (watch?.stopped.aborted) {
    const control = await readControl(context.store, task.payload.studyId);
    const end = await row.findEnd({ ...task, control });
    // Where it was asked for again meanwhile, the attempt ends as one that was killed.
    if (end) await conclude(context, attempt, end);
  }
  // No record and no move of the job is ours to make.
  if (lockLost?.aborted) throw thrown;
  if (context.shutdown.aborted) await handBack(attempt, 'its worker shuts down');
  if (thrown instanceof TooManySlots) await handBack(attempt, thrown.message);
  if (!row.hasCheckpoints || !watch?.pause.aborted) return;
  const desired = await watch.read().then(
    (read) => read.desired,
    // The store is away: whoever takes the job next asks again.
    () => 'run',
  );
  if (desired !== 'pause') await handBack(attempt, 'it was resumed');
  await row.tellPaused?.(task);
  await pause(attempt);
}
