import type { EpochRecord, TrainingConfig } from '@crossfold/contracts';

export interface BestEpochState {
  readonly epoch: number | null;
  /** The monitored value of that epoch, as a score: higher is better. */
  readonly score: number | null;
  /** Epochs since then. */
  readonly wait: number;
}

export const noEpochYet: BestEpochState = { epoch: null, score: null, wait: 0 };

/** The best epoch after one more; a tie keeps the earlier one. Without a monitor, the last is best. */
export function advanceBestEpoch(
  state: BestEpochState,
  record: EpochRecord,
  options: Pick<TrainingConfig, 'monitor' | 'earlyStopping'>,
): BestEpochState {
  if (options.monitor === 'none') return { epoch: record.epoch, score: null, wait: 0 };
  const score =
    options.monitor === 'loss' ? -record.validationLoss : record.validationBalancedAccuracy;
  const margin = options.earlyStopping?.minDelta ?? 0;
  if (state.score === null || score > state.score + margin) {
    return { epoch: record.epoch, score, wait: 0 };
  }
  return { ...state, wait: state.wait + 1 };
}

export function shouldStop(
  state: BestEpochState,
  options: Pick<TrainingConfig, 'monitor' | 'earlyStopping'>,
): boolean {
  if (options.monitor === 'none') return false;
  return options.earlyStopping !== null && state.wait >= options.earlyStopping.patience;
}
