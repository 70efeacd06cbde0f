/** The desired state of a trial: to go on, to stop and keep its checkpoint, or to end for good. */
export const desiredStates = ['run', 'pause', 'cancel'] as const;
export type DesiredState = (typeof desiredStates)[number];

/** What a control document says of the trials of its study. */
export interface DesiredTrials {
  readonly desired: DesiredState;
  /** Set where its budget is spent: what has not ended is to end. */
  readonly outOfBudget?: object | undefined;
  /** Failures of earlier editions do not count. */
  readonly sinceEdition: number;
  /** Where a trial differs from its study. */
  readonly trials: Readonly<
    Record<
      string,
      {
        readonly desired: DesiredState;
        readonly priority: number | null;
        readonly sinceEdition: number;
      }
    >
  >;
}

/** A trial runs where both it and its study may. */
export function desiredStateFor(
  control: Pick<DesiredTrials, 'desired' | 'trials' | 'outOfBudget'>,
  trialId: string,
): DesiredState {
  if (control.outOfBudget) return 'cancel';
  const own = control.trials[trialId]?.desired ?? 'run';
  if (control.desired === 'cancel' || own === 'cancel') return 'cancel';
  return control.desired === 'pause' || own === 'pause' ? 'pause' : 'run';
}

export function priorityFor(
  control: Pick<DesiredTrials, 'trials'> & { readonly priority: number },
  trialId: string,
): number {
  return control.trials[trialId]?.priority ?? control.priority;
}

/**
 * Whether a failure of an edition still is the end of its trial: it was not tried again since. To be
 * raced out is no failure: a retry of the whole study leaves it, and what is revived is so by name.
 */
export function isStanding(
  control: Pick<DesiredTrials, 'sinceEdition' | 'trials'>,
  trialId: string,
  failureEdition: number,
  isRacedOut = false,
): boolean {
  const since = control.trials[trialId]?.sinceEdition ?? 1;
  return failureEdition >= (isRacedOut ? since : Math.max(since, control.sinceEdition));
}
