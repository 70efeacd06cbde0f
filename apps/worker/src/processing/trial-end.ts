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
import { readRecordIfThere, writeNamedEnd, type ObjectStore } from '@crossfold/storage';
import { isSuperseded, unlessLeaving, type TrialAttempt } from '@crossfold/training';
import { log } from '../process/log.js';
import type { ProcessorContext } from './processor-context.js';

/* The ends of a trial: a record in the store first, then the word to those who follow. */

export async function findReceipt(store: ObjectStore, trial: TrialJob): Promise<Receipt | null> {
  return readRecordIfThere(store, records.receipt, trial);
}

/** Tells of a trial that has its receipt, and removes what only going on with it would need. */
export async function announceSuccess(
  { events, store, shutdown }: ProcessorContext,
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

/**
 * Gives a trial its named end, unless it has one already or a newer attempt goes on with it.
 *
 * @param trial its attempt is 0 where none had begun
 */
export async function recordFailure(
  { store, events }: Pick<ProcessorContext, 'store' | 'events'>,
  trial: TrialAttempt & { readonly edition: number },
  error: AppError,
): Promise<void> {
  const { code, message, remedy } = withoutSecrets(error);
  const { studyId, trialId, edition } = trial;
  if ((await findReceipt(store, trial)) || (await isSuperseded(store, trial))) return;
  const attempt = Math.max(1, trial.attempt);
  const failedAt = new Date().toISOString();
  const named = { studyId, trialId, attempt, edition, code, message, remedy };
  await announceEnd(events, await writeNamedEnd(store, { schemaVersion: 1, ...named, failedAt }));
}

export async function announceEnd(
  events: ProcessorContext['events'],
  { studyId, trialId, code, message, remedy, edition }: Failure,
): Promise<void> {
  const state = stateOfEnd({ code });
  if (state === 'failed') {
    await events.publish({
      type: 'trial.failed',
      studyId,
      trialId,
      code,
      message,
      remedy,
      edition,
    });
  } else {
    const type = state === 'skipped' ? 'trial.skipped' : 'trial.racedOut';
    await events.publish({ type, studyId, trialId, reason: message, remedy, edition });
  }
}
