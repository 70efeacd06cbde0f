import {
  crossEvaluationFailureSchema,
  objectPaths,
  queues,
  toAppError,
  type AppError,
  type CrossEvaluationJob,
} from '@crossfold/contracts';
import { writeJson, type ObjectStore } from '@crossfold/storage';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { isLastAttempt, putBack } from './put-back.js';
import type { ProcessorContext } from './trial-processor.js';

type EvaluationJob = Job<CrossEvaluationJob, void>;

/** Predicts another data set with the models of a study; once, whatever happens. */
export function createEvaluationProcessor(context: ProcessorContext) {
  const { config, store, slots, shutdown, onUnfit } = context;
  return async (job: EvaluationJob, token?: string): Promise<void> => {
    const task = queues.evaluations.payload.parse(job.data);
    const { store: settings, imageCacheDir: cacheDir, gracePeriodMs, stallTimeoutMs } = config;
    // It is short, and has no checkpoint to leave with.
    const leave = new AbortController().signal;
    const limits = { kill: shutdown, leave, gracePeriodMs, stallTimeoutMs };
    try {
      if (!(await store.head(objectPaths.evaluation(task.studyId, task.evaluationId)))) {
        await slots.use((slot) =>
          slot.run(
            { kind: 'evaluation', store: settings, cacheDir, ...task },
            () => undefined,
            limits,
          ),
        );
      }
      await close(store, task);
    } catch (thrown) {
      if (shutdown.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const error = toAppError(thrown);
      await putBack(job, token, error, onUnfit);
      if (!isLastAttempt(job, error)) throw error;
      await recordFailure(store, task, error);
      throw new UnrecoverableError(error.message);
    }
  };
}

async function recordFailure(
  store: ObjectStore,
  task: CrossEvaluationJob,
  { code, message, remedy }: AppError,
): Promise<void> {
  const { studyId, evaluationId } = task;
  const failedAt = new Date().toISOString();
  const failure = { schemaVersion: 1 as const, evaluationId, code, message, remedy, failedAt };
  const key = objectPaths.evaluationFailure(studyId, evaluationId);
  await writeJson(store, key, crossEvaluationFailureSchema, failure);
  await close(store, task);
}

/** It has its answer, so that nothing has to queue it again. */
function close(store: ObjectStore, { studyId, evaluationId }: CrossEvaluationJob): Promise<void> {
  return store.delete(objectPaths.openEvaluation(studyId, evaluationId));
}
