import { objectPaths, queues, type EnsembleJob } from '@crossfold/contracts';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { isCancelled, watchCancellation } from './cancellation.js';
import type { SlotProgress } from './slot/messages.js';
import { runInSlot } from './slot/run-in-slot.js';
import type { ProcessorContext } from './trial-processor.js';

/** Scores a study's ensemble when all its trials are final; once, whatever happens. */
export function createEnsembleProcessor({
  config,
  store,
  events,
  slots,
  shutdown,
}: ProcessorContext) {
  return async (job: Job<EnsembleJob, void>, token?: string): Promise<void> => {
    const { studyId } = queues.ensembles.payload.parse(job.data);
    if (await isCancelled(store, studyId)) throw new UnrecoverableError('cancelled');
    if (await store.head(objectPaths.ensemble(studyId))) return;
    const cancellation = watchCancellation(store, studyId);
    try {
      const { store: settings, imageCacheDir: cacheDir } = config;
      const onProgress = (progress: SlotProgress) => {
        if (progress.type !== 'member') return;
        const { member, members } = progress;
        void events.publish({ type: 'ensemble.progress', studyId, member, members });
      };
      const abort = AbortSignal.any([cancellation.signal, shutdown]);
      await slots.use((environment) =>
        runInSlot(
          { kind: 'ensemble', store: settings, cacheDir, studyId, worker: config.name },
          onProgress,
          environment,
          abort,
        ),
      );
    } catch (error) {
      if (cancellation.signal.aborted) throw new UnrecoverableError('cancelled');
      if (!shutdown.aborted) throw error;
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      cancellation.stop();
    }
  };
}
