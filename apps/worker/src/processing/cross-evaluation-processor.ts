import { records, tasks, type AppError, type CrossEvaluationJob } from '@crossfold/contracts';
import { replaceRecord, type ObjectStore } from '@crossfold/storage';
import type { Job } from 'bullmq';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { ProcessorContext } from './processor-context.js';
import { runShortTask } from './short-task.js';

/** Predicts another data set with the models of a study; once, whatever happens. */
export function createCrossEvaluationProcessor(context: ProcessorContext) {
  const { store } = context;
  return async (
    job: Job<CrossEvaluationJob, void>,
    token?: string,
    lockLost?: AbortSignal,
  ): Promise<void> => {
    const task = tasks.crossEvaluation.payload.parse(job.data);
    await runShortTask(context, job, token, {
      ...(lockLost && { lockLost }),
      run: async (limits) => {
        await predictInSlot(context, task, limits);
        await close(store, task);
      },
      recordFailure: async (error) => {
        await recordFailure(store, task, error);
        await close(store, task);
      },
    });
  };
}

async function predictInSlot(
  { config, store, slots }: ProcessorContext,
  task: CrossEvaluationJob,
  limits: SlotLimits,
): Promise<void> {
  if (await store.head(records.crossEvaluation.key(task))) return;
  const { store: settings, imageCacheDir: cacheDir } = config;
  const onProgress = () => undefined;
  await slots.use((slot) =>
    slot.run({ kind: 'crossEvaluation', store: settings, cacheDir, ...task }, onProgress, limits),
  );
}

async function recordFailure(
  store: ObjectStore,
  { studyId, crossEvaluationId }: CrossEvaluationJob,
  { code, message, remedy }: AppError,
): Promise<void> {
  const failedAt = new Date().toISOString();
  const failure = { schemaVersion: 1 as const, crossEvaluationId, code, message, remedy, failedAt };
  await replaceRecord(
    store,
    records.crossEvaluationFailure,
    { studyId, crossEvaluationId },
    failure,
  );
}

/** It has its answer, so that nothing has to queue it again. */
function close(
  store: ObjectStore,
  { studyId, crossEvaluationId }: CrossEvaluationJob,
): Promise<void> {
  return store.delete(records.openCrossEvaluation.key({ studyId, crossEvaluationId }));
}
