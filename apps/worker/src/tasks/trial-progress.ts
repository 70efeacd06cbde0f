import type { EventPublisher } from '../process/event-publisher.js';
import { log } from '../process/log.js';
import type { TakenTask, TaskOrder, TaskProgress } from './task-row.js';

/** At most one event of progress in this time: steps may be far quicker than anyone can read. */
const minIntervalMs = 1000;

/** Turns what the process of an attempt tells into events. */
export function forwardProgress(
  { events, worker }: Pick<TakenTask<'trial'>, 'events' | 'worker'>,
  { studyId, trialId, attempt }: TaskOrder<'trial'>,
): (progress: TaskProgress) => void {
  let lastSentAt = -Infinity;
  const send = (event: Parameters<EventPublisher['publish']>[0]) => {
    void events.publish(event);
  };
  const isDue = (isLastStep: boolean) => {
    const now = performance.now();
    if (!isLastStep && now - lastSentAt < minIntervalMs) return false;
    lastSentAt = now;
    return true;
  };
  return (progress) => {
    switch (progress.type) {
      case 'started': {
        const { resumedAfterEpoch, epochs, device } = progress;
        send({
          type: 'trial.started',
          studyId,
          trialId,
          attempt,
          worker,
          device,
          resumedAfterEpoch,
          epochs,
        });
        return;
      }
      case 'preparing': {
        const { done, total } = progress;
        const counts = { epoch: 0, step: done, steps: total, imagesPerSecond: null };
        if (!isDue(done === total)) return;
        send({ type: 'trial.progress', studyId, trialId, phase: 'preparing', ...counts });
        return;
      }
      case 'progress':
        if (isDue(progress.step === progress.steps)) {
          const { measured: _, ...told } = progress;
          send({ ...told, type: 'trial.progress', studyId, trialId });
        }
        return;
      case 'checkpoint':
      case 'member':
      case 'explained':
        return;
      case 'checkpointDamaged': {
        const { key, message } = progress;
        log.warn({ studyId, trialId, attempt }, `damaged checkpoint: ${message}`);
        send({ type: 'trial.checkpointDamaged', studyId, trialId, key, message });
        return;
      }
      case 'epoch':
        send({ type: 'trial.epoch', studyId, trialId, record: progress.record });
        return;
    }
  };
}
