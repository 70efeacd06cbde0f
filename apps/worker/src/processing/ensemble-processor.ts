import { records, tasks, type AppError, type EnsembleJob } from '@crossfold/contracts';
import { readControl, replaceRecord, type ObjectStore } from '@crossfold/storage';
import { UnrecoverableError, type Job } from 'bullmq';
import type { SlotProgress } from '../slot/messages.js';
import type { SlotLimits } from '../slot/run-in-process.js';
import type { ProcessorContext } from './processor-context.js';
import { runShortTask } from './short-task.js';
import { watchControl } from './watch-control.js';

/** Scores a study's ensemble when all its trials are final; once, whatever happens. */
export function createEnsembleProcessor(context: ProcessorContext) {
  return async (
    job: Job<EnsembleJob, void>,
    token?: string,
    lockLost?: AbortSignal,
  ): Promise<void> => {
    const { studyId } = tasks.ensemble.payload.parse(job.data);
    const watch = watchControl(context.store, studyId, null);
    const run = async (limits: SlotLimits) => {
      if ((await watch.read()).desired === 'cancel') throw new UnrecoverableError('cancelled');
      await scoreInSlot(context, studyId, limits);
    };
    try {
      await runShortTask(context, job, token, {
        run,
        cancel: watch.cancel,
        ...(lockLost && { lockLost }),
        recordFailure: (error) => recordFailure(context.store, studyId, error),
      });
      await context.events.publish({ type: 'ensemble.ended', studyId });
    } catch (thrown) {
      if (thrown instanceof UnrecoverableError) {
        await context.events.publish({ type: 'ensemble.ended', studyId });
      }
      throw thrown;
    } finally {
      watch.stop();
    }
  };
}

async function scoreInSlot(
  { config, store, events, slots }: ProcessorContext,
  studyId: string,
  limits: SlotLimits,
): Promise<void> {
  if (await store.head(records.ensemble.key({ studyId }))) return;
  const { store: settings, imageCacheDir: cacheDir, name: worker } = config;
  const onProgress = (progress: SlotProgress) => {
    if (progress.type !== 'member') return;
    const { member, members } = progress;
    void events.publish({ type: 'ensemble.progress', studyId, member, members });
  };
  await slots.use((slot) =>
    slot.run({ kind: 'ensemble', store: settings, cacheDir, studyId, worker }, onProgress, limits),
  );
}

async function recordFailure(
  store: ObjectStore,
  studyId: string,
  { code, message, remedy }: AppError,
): Promise<void> {
  const { edition } = await readControl(store, studyId);
  const failedAt = new Date().toISOString();
  const failure = { schemaVersion: 1 as const, studyId, edition, code, message, remedy, failedAt };
  await replaceRecord(store, records.ensembleFailure, { studyId }, failure);
}
