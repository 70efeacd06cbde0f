import { objectPaths, queues, toAppError, type EnsembleJob } from '@crossfold/contracts';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { putBack } from './put-back.js';
import type { SlotProgress } from './slot/messages.js';
import type { ProcessorContext } from './trial-processor.js';
import { watchControl } from './watch-control.js';

/** Scores a study's ensemble when all its trials are final; once, whatever happens. */
export function createEnsembleProcessor({
  config,
  store,
  events,
  slots,
  shutdown,
  onUnfit,
}: ProcessorContext) {
  return async (job: Job<EnsembleJob, void>, token?: string): Promise<void> => {
    const { studyId } = queues.ensembles.payload.parse(job.data);
    const watch = watchControl(store, studyId, null);
    try {
      if ((await watch.read()).wish === 'cancel') throw new UnrecoverableError('cancelled');
      if (await store.head(objectPaths.ensemble(studyId))) return;
      const { store: settings, imageCacheDir: cacheDir } = config;
      const onProgress = (progress: SlotProgress) => {
        if (progress.type !== 'member') return;
        const { member, members } = progress;
        void events.publish({ type: 'ensemble.progress', studyId, member, members });
      };
      // It is short, and has no checkpoint to leave with.
      const limits = {
        kill: AbortSignal.any([watch.cancel, shutdown]),
        leave: new AbortController().signal,
        gracePeriodMs: config.gracePeriodMs,
        stallTimeoutMs: config.stallTimeoutMs,
      };
      await slots.use((slot) =>
        slot.run(
          { kind: 'ensemble', store: settings, cacheDir, studyId, worker: config.name },
          onProgress,
          limits,
        ),
      );
    } catch (error) {
      if (watch.cancel.aborted) throw new UnrecoverableError('cancelled');
      if (!shutdown.aborted) {
        await putBack(job, token, toAppError(error), onUnfit);
        throw error;
      }
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      watch.stop();
    }
  };
}
