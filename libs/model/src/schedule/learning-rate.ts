import type { ScheduleConfig } from '@crossfold/contracts';

/** A step of a stage. */
export interface StageStep {
  /** Learning rate of the stage. */
  readonly rate: number;
  /** From 1, counted from the beginning of the stage. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Of the stage. */
  readonly epochs: number;
}

/**
 * Learning rate of one step, from the step alone, so that no restart can change it. `plateau` gives
 * the rate of the stage: what it becomes depends on validation.
 */
export function scheduledRate(schedule: ScheduleConfig, at: StageStep): number {
  switch (schedule.name) {
    case 'plateau':
    case 'constant':
      return at.rate;
    case 'cosine':
      return cosineRate(schedule, at);
    case 'step':
      return stepRate(schedule, at);
  }
}

/**
 * Linear warm-up from zero, then half a cosine down to a share of the rate at the last step
 * (Loshchilov and Hutter 2017); Keras's CosineDecay with `warmup_target`, at the number of the step.
 */
function cosineRate(
  { warmupEpochs, finalShare }: ScheduleConfig,
  { rate, step, stepsPerEpoch, epochs }: StageStep,
): number {
  const warmup = Math.round(warmupEpochs * stepsPerEpoch);
  if (step <= warmup) return (rate * step) / warmup;
  const done = (step - warmup) / (epochs * stepsPerEpoch - warmup);
  const cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(done, 1)));
  return rate * (finalShare + (1 - finalShare) * cosine);
}

/** PyTorch's StepLR. */
function stepRate(
  { everyEpochs, factor }: ScheduleConfig,
  { rate, step, stepsPerEpoch }: StageStep,
): number {
  const epoch = Math.floor((step - 1) / stepsPerEpoch);
  return rate * factor ** Math.floor(epoch / everyEpochs);
}
