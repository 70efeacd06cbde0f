/** What a trial tells while it is trained. */
export interface TrialSigns {
  readonly type: string;
  readonly phase?: string;
  readonly epoch?: number;
  readonly step?: number;
}

export interface StepEnd {
  /** Both counted from 1. */
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
}

/** Picks the ends of training steps out of what a trial tells, in the order of time. */
export function collectStepEnds() {
  const ends: StepEnd[] = [];
  return {
    ends,
    take({ phase, epoch = NaN, step = NaN }: TrialSigns, seconds: number): void {
      if (phase === 'training') ends.push({ epoch, step, seconds });
    },
  };
}

/** From the end of each training step to that of the next of its epoch. */
export function stepSeconds(ends: readonly StepEnd[]): number[] {
  return ends.flatMap(({ epoch, step, seconds }, position) => {
    const last = ends[position - 1];
    return last?.epoch === epoch && last.step === step - 1 ? [seconds - last.seconds] : [];
  });
}

/** From the end of one training step to that of a later one of its epoch; NaN where one is missing. */
export function secondsBetween(
  ends: readonly StepEnd[],
  epoch: number,
  from: number,
  to: number,
): number {
  const endOf = (wanted: number) =>
    ends.find((end) => end.epoch === epoch && end.step === wanted)?.seconds ?? NaN;
  return endOf(to) - endOf(from);
}
