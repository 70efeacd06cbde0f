import {
  byteObjects,
  records,
  stateOfEnd,
  withoutSecrets,
  type AppError,
  type Failure,
  type Receipt,
  type TrialJob,
} from '@crossfold/contracts';
import { writeNamedEnd, type ObjectStore } from '@crossfold/storage';
import { isSuperseded, unlessLeaving } from '@crossfold/training';
import { log } from '../process/log.js';
import type { TakenTask, TaskEnd, TaskOrder } from './task-row.js';

/* The ends of a trial: a record in the store first, then the word to those who follow. */

type TakenTrial = TakenTask<'trial'>;

export function endOfReceipt(task: TakenTrial, receipt: Receipt): TaskEnd {
  return { failure: null, tell: () => tellSuccess(task, receipt) };
}

export function endOfFailure(task: TakenTrial, failure: Failure): TaskEnd {
  return { failure: failure.message, tell: () => tellFailure(task, failure) };
}

/** Gives a trial its named end, unless it has its result or a newer attempt goes on with it. */
export async function recordFailure(
  task: TakenTrial,
  order: TaskOrder<'trial'> | null,
  error: AppError,
): Promise<TaskEnd | null> {
  const { store, payload, control } = task;
  const attempt = order?.attempt ?? 0;
  if (await store.head(records.receipt.key(payload))) return null;
  if (await isSuperseded(store, { ...payload, attempt })) return null;
  const { code, message, remedy } = withoutSecrets(error);
  const end = await writeNamedEnd(store, {
    schemaVersion: 1,
    ...payload,
    attempt: Math.max(1, attempt),
    edition: control.edition,
    code,
    message,
    remedy,
    failedAt: new Date().toISOString(),
  });
  return endOfFailure(task, end);
}

async function tellSuccess(
  { events, store, shutdown }: TakenTrial,
  receipt: Receipt,
): Promise<void> {
  const { studyId, trialId, evaluation, timings } = receipt;
  const source = receipt.takenFrom ?? receipt.weightsFrom;
  const seconds = (Date.parse(timings.finishedAt) - Date.parse(timings.startedAt)) / 1000;
  const told = events.publish({
    type: 'trial.succeeded',
    studyId,
    trialId,
    scores: evaluation.scores,
    seconds,
    ...(source && { takenFrom: source.studyId }),
  });
  const tidied = unlessLeaving(shutdown, removeCheckpoints(store, receipt)).catch(
    (error: unknown) => {
      // They take up space, and nothing else.
      log.warn({ studyId, trialId }, `checkpoints not removed: ${String(error)}`);
    },
  );
  await Promise.all([told, tidied]);
}

async function removeCheckpoints(
  store: ObjectStore,
  { studyId, trialId }: TrialJob,
): Promise<void> {
  for await (const { key } of store.list(byteObjects.checkpoint.prefix({ studyId, trialId }))) {
    await store.delete(key);
  }
}

async function tellFailure(
  { events }: TakenTrial,
  { studyId, trialId, code, message, remedy, edition }: Failure,
): Promise<void> {
  const at = { studyId, trialId, remedy, edition };
  const state = stateOfEnd({ code });
  if (state === 'failed') {
    await events.publish({ type: 'trial.failed', ...at, code, message });
  } else {
    const type = state === 'skipped' ? 'trial.skipped' : 'trial.racedOut';
    await events.publish({ type, ...at, reason: message });
  }
}
