import {
  explanationFailureSchema,
  objectPaths,
  queues,
  toAppError,
  type AppError,
  type ExplanationJob,
} from '@crossfold/contracts';
import { writeJsonOnce } from '@crossfold/storage';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { isLastAttempt, putBack } from './put-back.js';
import type { SlotProgress } from './slot/messages.js';
import type { ProcessorContext } from './trial-processor.js';

type RunningJob = Job<ExplanationJob, void>;

/** Explains the predictions of a study's trials; what is there already is not made again. */
export function createExplanationProcessor(context: ProcessorContext) {
  return async (job: RunningJob, token?: string): Promise<void> => {
    const order = queues.explanations.payload.parse(job.data);
    const { store, shutdown } = context;
    try {
      if (await store.head(objectPaths.explanation(order.studyId, order.number))) return;
      await explainInSlot(context, job, order);
    } catch (thrown) {
      if (shutdown.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      await endAttempt(context, job, order, toAppError(thrown), token);
    }
  };
}

async function explainInSlot(
  { config, slots, shutdown }: ProcessorContext,
  job: RunningJob,
  order: ExplanationJob,
): Promise<void> {
  const { store, imageCacheDir: cacheDir, gracePeriodMs, stallTimeoutMs } = config;
  const onProgress = (progress: SlotProgress) => {
    if (progress.type !== 'explained') return;
    const { done, total } = progress;
    // Progress that cannot be told is not worth the explanation.
    job.updateProgress({ done, total }).catch(() => undefined);
  };
  // It is short, and has no checkpoint to leave with.
  const leave = new AbortController().signal;
  const limits = { kill: shutdown, leave, gracePeriodMs, stallTimeoutMs };
  await slots.use((slot) =>
    slot.run({ kind: 'explanation', store, cacheDir, ...order }, onProgress, limits),
  );
}

async function endAttempt(
  context: ProcessorContext,
  job: RunningJob,
  order: ExplanationJob,
  error: AppError,
  token: string | undefined,
): Promise<never> {
  await putBack(job, token, error, context.onUnfit);
  if (!isLastAttempt(job, error)) throw error;
  const { code, message, remedy } = error;
  const key = objectPaths.explanationFailure(order.studyId, order.number);
  await writeJsonOnce(context.store, key, explanationFailureSchema, {
    schemaVersion: 1 as const,
    ...order,
    ...{ code, message, remedy },
    failedAt: new Date().toISOString(),
  });
  throw new UnrecoverableError(message);
}
