import type { TrainingConfig } from '@crossfold/contracts';

type PlateauOptions = NonNullable<TrainingConfig['plateau']>;

export interface PlateauState {
  readonly learningRate: number;
  readonly best: number | null;
  readonly wait: number;
  readonly cooldownLeft: number;
}

export function startPlateau(learningRate: number): PlateauState {
  return { learningRate, best: null, wait: 0, cooldownLeft: 0 };
}

/**
 * Learning rate after an epoch with validation loss `loss`; Keras's ReduceLROnPlateau in `min`
 * mode, step for step.
 */
export function advancePlateau(
  state: PlateauState,
  loss: number,
  options: PlateauOptions,
): PlateauState {
  const cooling = state.cooldownLeft > 0;
  const cooldownLeft = cooling ? state.cooldownLeft - 1 : 0;
  const wait = cooling ? 0 : state.wait;
  if (state.best === null || loss < state.best - options.minDelta) {
    return { ...state, best: loss, wait: 0, cooldownLeft };
  }
  // Keras asks again after the countdown: the epoch that ends a cooldown already waits.
  if (cooldownLeft > 0) return { ...state, wait, cooldownLeft };
  if (wait + 1 < options.patience) return { ...state, wait: wait + 1, cooldownLeft };
  if (state.learningRate <= options.minLearningRate)
    return { ...state, wait: wait + 1, cooldownLeft };
  return {
    learningRate: Math.max(state.learningRate * options.factor, options.minLearningRate),
    best: state.best,
    wait: 0,
    cooldownLeft: options.cooldown,
  };
}
