import { AppError, records, type TrialJob } from '@crossfold/contracts';
import { newestAttempt, readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { refuse } from './refusal.js';
import { isWorkerOf, type WorkerIdentity } from './worker-tokens.js';

export type NamedAttempt = TrialJob & { readonly attempt: number };

/** Which worker has which attempt, by the records that were written once and stand. */
export interface AttemptClaims {
  /** @throws AppError FORBIDDEN where it is not one of this worker */
  assertOwn(worker: WorkerIdentity, attempt: NamedAttempt): Promise<void>;
  /** @throws AppError SUPERSEDED where the trial was taken up again since */
  assertNewest(attempt: NamedAttempt): Promise<void>;
  /** The number of the newest attempt. @throws AppError FORBIDDEN where it is another's */
  assertNewestOwn(worker: WorkerIdentity, trial: TrialJob): Promise<number>;
}

/** Remembered ones: far more than run at a time. */
const maxRemembered = 10_000;

export function createAttemptClaims(store: ObjectStore): AttemptClaims {
  const remembered = new Map<string, string>();

  async function workerOf({ studyId, trialId, attempt }: NamedAttempt): Promise<string | null> {
    const key = records.attempt.key({ studyId, trialId, attempt });
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const at = { studyId, trialId, attempt };
    const record = await readRecordIfThere(store, records.attempt, at);
    if (!record) return null;
    const oldest = remembered.keys().next();
    if (remembered.size >= maxRemembered && !oldest.done) remembered.delete(oldest.value);
    // What was taken to end the trial is nobody's to write to.
    const worker = record.skipped ? '' : record.worker;
    remembered.set(key, worker);
    return worker;
  }

  async function assertOwn(worker: WorkerIdentity, attempt: NamedAttempt): Promise<void> {
    const owner = await workerOf(attempt);
    if (owner !== null && isWorkerOf(worker, owner)) return;
    const told = `attempt ${attempt.attempt} of ${attempt.studyId}/${attempt.trialId}`;
    const got = owner === null ? 'one that nobody has' : "another worker's";
    refuse(`${told} to be one of ${worker.name}`, got);
  }

  return {
    assertOwn,
    async assertNewest(attempt) {
      if ((await newestAttempt(store, attempt)) === attempt.attempt) return;
      const message = `expected attempt ${attempt.attempt} of ${attempt.trialId} to be the newest, got a newer one`;
      throw new AppError('SUPERSEDED', message);
    },
    async assertNewestOwn(worker, trial) {
      const attempt = await newestAttempt(store, trial);
      await assertOwn(worker, { ...trial, attempt });
      return attempt;
    },
  };
}
