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
      throw new AppError('INTERRUPTED', 'the trial stopped at a step, as it was asked to');
    },
    saved() {
      savedAt = performance.now();
    },
  };
}
