import type { CheckpointInterval } from '@crossfold/contracts';
import { interrupted } from './unless-leaving.js';

/** How a state is saved. */
interface SavePoint {
  /** Begins to write it. */
  save(): Promise<void>;
  /** Waits until it is written. */
  settle(): Promise<void>;
}

/** When to save, and when to leave. */
export interface CheckpointPolicy {
  /**
   * To be called after each training step, when the state is whole.
   *
   * @throws AppError INTERRUPTED when the trial has to leave; then its state is saved
   */
  afterStep(point: SavePoint): Promise<void>;
  /** The same after each batch that is only predicted: it counts as no step. */
  afterPrediction(point: SavePoint): Promise<void>;
  /** Whether an epoch, counted from 1, is to be saved at its end. */
  isDueAfterEpoch(epoch: number): boolean;
  /** Tells that the state was saved at another occasion. */
  saved(): void;
}

/**
 * @param leave aborts when the trial has to stop at its next step
 * @param intervals any one of which that has passed makes a checkpoint due
 */
export function createCheckpointPolicy(
  leave: AbortSignal,
  intervals: readonly CheckpointInterval[],
): CheckpointPolicy {
  let savedAt = performance.now();
  let stepsSince = 0;

  const isDue = () =>
    intervals.some(({ unit, count }) => {
      if (unit === 'steps') return stepsSince >= count;
      return unit === 'seconds' && performance.now() - savedAt >= 1000 * count;
    });
  const saved = () => {
    savedAt = performance.now();
    stepsSince = 0;
  };
  const afterPrediction = async ({ save, settle }: SavePoint) => {
    if (leave.aborted || isDue()) {
      await save();
      saved();
    }
    if (!leave.aborted) return;
    await settle();
    throw interrupted();
  };

  return {
    afterStep(point) {
      stepsSince += 1;
      return afterPrediction(point);
    },
    afterPrediction,
    isDueAfterEpoch: (epoch) =>
      isDue() || intervals.some(({ unit, count }) => unit === 'epochs' && epoch % count === 0),
    saved,
  };
}
