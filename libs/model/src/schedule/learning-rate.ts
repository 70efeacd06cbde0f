import type { ScheduleConfig, ScheduleConfigOf, ScheduleName } from '@crossfold/contracts';

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

type Rates<Name extends ScheduleName> = (schedule: ScheduleConfigOf<Name>, at: StageStep) => number;

/**
 * The rates of each schedule, one row each. What a study file may say of it: `scheduleTable` of
 * contracts. What the rate becomes on a plateau depends on validation, so that row leaves it alone.
 */
const schedules = {
  plateau: (_, { rate }) => rate,
  constant: (_, { rate }) => rate,
  cosine: cosineRate,
  step: stepRate,
} as const satisfies { readonly [Name in ScheduleName]: Rates<Name> };

/** Learning rate of one step, from the step alone, so that no restart can change it. */
export function scheduledRate(schedule: ScheduleConfig, at: StageStep): number {
  const rate = schedules[schedule.name] as (schedule: ScheduleConfig, at: StageStep) => number;
  return rate(schedule, at);
}

/**
 * Linear warm-up from zero, then half a cosine down to a share of the rate at the last step
 * (Loshchilov and Hutter 2017); Keras's CosineDecay with `warmup_target`, at the number of the step.
 */
function cosineRate(
  { warmupEpochs, finalShare }: ScheduleConfigOf<'cosine'>,
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
  { everyEpochs, factor }: ScheduleConfigOf<'step'>,
  { rate, step, stepsPerEpoch }: StageStep,
): number {
  const epoch = Math.floor((step - 1) / stepsPerEpoch);
  return rate * factor ** Math.floor(epoch / everyEpochs);
}
