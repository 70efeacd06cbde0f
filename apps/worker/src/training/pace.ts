import { AppError } from '@crossfold/contracts';

/** When to save between the ends of epochs, and when to leave. */
export interface Pace {
  /**
   * To be called after each step, when the state is whole.
   *
   * @param save begins to write that state
   * @param settle waits until it is written
   * @throws AppError INTERRUPTED when the trial has to leave; then its state is saved
   */
  afterStep(save: () => Promise<void>, settle: () => Promise<void>): Promise<void>;
  /** Tells that the state was saved at another occasion. */
  saved(): void;
}

/** @param leave aborts when the trial has to stop at its next step */
export function createPace(leave: AbortSignal, checkpointEveryMs: number): Pace {
  let savedAt = performance.now();
  return {
    async afterStep(save, settle) {
      if (leave.aborted || performance.now() - savedAt >= checkpointEveryMs) {
        await save();
        savedAt = performance.now();
      }
      if (!leave.aborted) return;
      await settle();
      throw interrupted();
    },
    saved() {
      savedAt = performance.now();
    },
  };
}

/**
 * Waits for work that has no state to save, such as decoding images. It goes on after a rejection,
 * until the process ends.
 *
 * @throws AppError INTERRUPTED as soon as the trial has to leave
 */
export function unlessLeaving<T>(leave: AbortSignal, work: Promise<T>): Promise<T> {
  const left = new Promise<never>((_, reject) => {
    const onLeave = () => {
      reject(interrupted());
    };
    if (leave.aborted) onLeave();
    else leave.addEventListener('abort', onLeave, { once: true });
  });
  return Promise.race([work, left]);
}

function interrupted(): AppError {
  return new AppError('INTERRUPTED', 'the trial stopped at a step, as it was asked to');
}
