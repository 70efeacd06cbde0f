import { records, tasks, toAppError, withoutSecrets, type PayloadOf } from '@crossfold/contracts';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { SlotTask } from '../slot/messages.js';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { ShortTaskKind, ShortTaskRow, TaskProgress } from '../tasks/task-row.js';
import { asOutage } from './outages.js';
import type { ProcessorContext } from './processor-context.js';
import { isLastAttempt, putBack, tellForeign } from './put-back.js';
import { taskSettings } from './task-settings.js';
import { watchControl, type ControlWatch } from './watch-control.js';

/** One attempt at a short task. */
interface Attempt {
  readonly job: Job;
  readonly token: string | undefined;
  /** Aborts when the queue has taken the job away: another worker does it. */
  readonly lockLost: AbortSignal | undefined;
  /** Of its study, where it ends with that. */
  readonly watch: ControlWatch | null;
}

/** Does short tasks of a kind; each once, whatever happens. */
export function createShortTaskProcessor<K extends ShortTaskKind>(
  context: ProcessorContext,
  kind: K,
  row: ShortTaskRow<K>,
) {
  const { store, events } = context;
  return async (job: Job, token?: string, lockLost?: AbortSignal): Promise<void> => {
    const payload = tasks[kind].payload.parse(job.data) as PayloadOf<K>;
    const watch = row.endsWithStudy ? watchControl(store, payload.studyId, null) : null;
    const attempt = { job, token, lockLost, watch };
    try {
      await attemptTask(context, attempt, {
        run: (limits) => runInSlot(context, attempt, { kind, payload, row }, limits),
        async recordFailure(error) {
          await row.recordFailure(store, payload, withoutSecrets(error));
          await row.close?.(store, payload);
        },
      });
      await row.announceEnd?.(events, payload);
    } catch (thrown) {
      if (thrown instanceof UnrecoverableError) await row.announceEnd?.(events, payload);
      throw thrown;
    } finally {
      watch?.stop();
    }
  };
}

async function runInSlot<K extends ShortTaskKind>(
  { config, store, events, slots, metrics }: ProcessorContext,
  { job, watch }: Attempt,
  { kind, payload, row }: { kind: K; payload: PayloadOf<K>; row: ShortTaskRow<K> },
  limits: SlotLimits,
): Promise<void> {
  if (watch && (await watch.read()).desired === 'cancel') throw new UnrecoverableError('cancelled');
  // A job that somebody forged begins nothing in the store.
  if (!(await store.head(records.study.key(payload)))) {
    tellForeign(job);
    throw new UnrecoverableError('no such study');
  }
  if (!(await row.isDone(store, payload))) {
    const task = { ...taskSettings(config), kind, ...payload } as unknown as SlotTask;
    const outlet = { job, events };
    const listener = {
      onProgress: (progress: TaskProgress) => row.tell?.(progress, payload, outlet),
      onStoreUse: metrics.storeUsed,
      onLine: () => undefined,
    };
    await slots.use((slot) => slot.run(task, listener, limits));
  }
  await row.close?.(store, payload);
}

/** Turns the end of an attempt into a record and a move of the job. */
async function attemptTask(
  context: ProcessorContext,
  { job, token, lockLost, watch }: Attempt,
  {
    run,
    recordFailure,
  }: {
    readonly run: (limits: SlotLimits) => Promise<void>;
    readonly recordFailure: (error: ReturnType<typeof toAppError>) => Promise<void>;
  },
): Promise<void> {
  const { config, shutdown, outages } = context;
  const taskId = job.id ?? '';
  const { gracePeriodMs, stallTimeoutMs } = config;
  const ends = [shutdown, watch?.cancel, lockLost].filter((signal) => signal !== undefined);
  const kill = AbortSignal.any(ends);
  // It has no checkpoint to leave with.
  const leave = new AbortController().signal;
  try {
    await run({ kill, leave, gracePeriodMs, stallTimeoutMs });
    outages.forget(taskId);
  } catch (thrown) {
    // It was not wanted any more, which is no failure of its own.
    if (thrown instanceof UnrecoverableError) throw thrown;
    if (watch?.cancel.aborted) throw new UnrecoverableError('cancelled');
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
      await recordFailure(error);
    } catch (failed) {
      // Without a record it has no end: what keeps it from being written is waited out, a refusal too.
      await putBack(job, token, asOutage(toAppError(failed)), context);
      throw failed;
    }
    outages.forget(taskId);
    throw new UnrecoverableError(error.message);
  }
}
