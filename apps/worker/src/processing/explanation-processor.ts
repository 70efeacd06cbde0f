import { records, tasks, type AppError, type ExplanationJob } from '@crossfold/contracts';
import { createRecord, type ObjectStore } from '@crossfold/storage';
import type { Job } from 'bullmq';
import type { SlotProgress } from '../slot/messages.js';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { ProcessorContext } from './processor-context.js';
import { runShortTask } from './short-task.js';

/** Explains the predictions of a study's trials; what is there already is not made again. */
export function createExplanationProcessor(context: ProcessorContext) {
  return async (
    job: Job<ExplanationJob, void>,
    token?: string,
    lockLost?: AbortSignal,
  ): Promise<void> => {
    const order = tasks.explanation.payload.parse(job.data);
    await runShortTask(context, job, token, {
      ...(lockLost && { lockLost }),
      run: (limits) => explainInSlot(context, job, order, limits),
      recordFailure: (error) => recordFailure(context.store, order, error),
    });
  };
}

async function explainInSlot(
  { config, store, slots }: ProcessorContext,
  job: Job,
  order: ExplanationJob,
  limits: SlotLimits,
): Promise<void> {
  if (await store.head(records.explanation.key(order))) return;
  const { store: settings, imageCacheDir: cacheDir } = config;
  const onProgress = (progress: SlotProgress) => {
    if (progress.type !== 'explained') return;
    const { done, total } = progress;
    // Progress that cannot be told is not worth the explanation.
    job.updateProgress({ done, total }).catch(() => undefined);
  };
  await slots.use((slot) =>
    slot.run({ kind: 'explanation', store: settings, cacheDir, ...order }, onProgress, limits),
  );
}

async function recordFailure(
  store: ObjectStore,
  order: ExplanationJob,
  { code, message, remedy }: AppError,
): Promise<void> {
  const failedAt = new Date().toISOString();
  const failure = { schemaVersion: 1 as const, ...order, code, message, remedy, failedAt };
  await createRecord(store, records.explanationFailure, order, failure);
}
