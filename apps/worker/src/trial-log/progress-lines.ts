import type { RunProgress } from '@crossfold/training/tensorflow';

/** Between two lines that say which step a trial is at. */
const stepLineMs = 10_000;

/** A line for what a trial tells of itself; null for what is not worth one. */
export function createProgressLines(): (progress: RunProgress) => string | null {
  let lastStepMs = -Infinity;
  const isDue = () => {
    const nowMs = performance.now();
    if (nowMs - lastStepMs < stepLineMs) return false;
    lastStepMs = nowMs;
    return true;
  };
  return (progress) => {
    switch (progress.type) {
      case 'started': {
        const { device, resumedAfterEpoch, epochs } = progress;
        const from =
          resumedAfterEpoch === null ? 'from the beginning' : `after ${resumedAfterEpoch}`;
        return `trains ${epochs} epochs on ${device}, ${from}`;
      }
      case 'preparing': {
        const { done, total } = progress;
        return done === total || isDue() ? `prepares images: ${done} of ${total}` : null;
      }
      case 'progress': {
        if (!isDue()) return null;
        const { phase, epoch, step, steps, imagesPerSecond } = progress;
        const rate = imagesPerSecond === null ? '' : `, ${imagesPerSecond.toFixed(1)} images/s`;
        return `epoch ${epoch}, ${phase}: step ${step} of ${steps}${rate}`;
      }
      case 'epoch': {
        const { epoch, stage, learningRate, trainLoss, validationLoss } = progress.record;
        return `epoch ${epoch} of stage ${stage} ended: loss ${trainLoss.toPrecision(5)}, on inner validation ${validationLoss.toPrecision(5)}; learning rate ${learningRate}`;
      }
      case 'checkpoint':
        return `checkpoint ${progress.key.split('/').at(-1) ?? ''} stored in ${progress.seconds.toFixed(2)} s`;
      case 'checkpointDamaged':
        return `damaged checkpoint ${progress.key}: ${progress.message}`;
    }
  };
}
