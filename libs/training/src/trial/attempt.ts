import { AppError, records, type TrialJob } from '@crossfold/contracts';
import { createRecord, newestAttempt, type ObjectStore } from '@crossfold/storage';

/** A trial and the number of the attempt at it, from 1. */
export type TrialAttempt = TrialJob & { readonly attempt: number };

/** An attempt, and the worker that makes it. */
export interface TrialAssignment extends TrialAttempt {
  readonly worker: string;
}

/**
 * Takes the next number of a trial. Of two workers that want the same one, the store lets one
 * through; from then on every earlier attempt is superseded, whatever the queue believes.
 */
export async function claimAttempt(
  store: ObjectStore,
  trial: TrialJob,
  worker: string,
): Promise<number> {
  for (let attempt = (await newestAttempt(store, trial)) + 1; ; attempt++) {
    const startedAt = new Date().toISOString();
    const record = { schemaVersion: 1 as const, ...trial, attempt, worker, startedAt };
    if (
      await createRecord(
        store,
        records.attempt,
        { studyId: trial.studyId, trialId: trial.trialId, attempt },
        record,
      )
    )
      return attempt;
  }
}

export async function isSuperseded(
  store: Pick<ObjectStore, 'list'>,
  { studyId, trialId, attempt }: TrialAttempt,
): Promise<boolean> {
  const startAfter = records.attempt.key({ studyId, trialId, attempt });
  const newer = store.list(records.attempt.prefix({ studyId, trialId }), { startAfter, limit: 1 });
  for await (const _later of newer) return true;
  return false;
}

/** @throws AppError SUPERSEDED when the trial was taken up again since */
export async function assertNotSuperseded(
  store: Pick<ObjectStore, 'list'>,
  trial: TrialAttempt,
): Promise<void> {
  if (!(await isSuperseded(store, trial))) return;
  throw new AppError(
    'SUPERSEDED',
    `expected attempt ${trial.attempt} of ${trial.trialId} to be the newest, got a newer one`,
  );
}
