import { countTrialStates, type TrialCounts } from '@crossfold/contracts';
import type { TrialRecord } from './trial-record.js';
import { listAttemptTimes } from './trial-seconds.js';

/** What the trials of a study come to. It is kept as they change, so that nobody goes through all. */
export interface TrialTally {
  readonly states: TrialCounts;
  readonly running: ReadonlySet<string>;
  /** What those have taken of slots which do not run now. */
  readonly resting: SlotUse;
  /** Trials that were trained for this study to their end, and how long they took in all. */
  readonly trained: { readonly trials: number; readonly ms: number };
}

/** What was taken of slots, in whole numbers, whose sums are exact in any order. */
export interface SlotUse {
  readonly ms: number;
  /** Of those, the ones whose price was not noted. */
  readonly unpricedMs: number;
  /** What the others cost, in millionths. */
  readonly costMillionths: number;
}

export const noUse: SlotUse = { ms: 0, unpricedMs: 0, costMillionths: 0 };

type Writable = {
  -readonly [K in keyof TrialTally]: TrialTally[K];
};

const untold = new Date(0);

export function tallyTrials(trials: Iterable<TrialRecord>): TrialTally {
  const none = {
    states: countTrialStates([]),
    running: new Set<string>(),
    resting: noUse,
    trained: { trials: 0, ms: 0 },
  };
  return changeTally(
    none,
    [...trials].map((trial) => [undefined, trial] as const),
  );
}

/** @returns the same tally where nothing in it changes */
export function changeTally(
  tally: TrialTally,
  changes: Iterable<readonly [before: TrialRecord | undefined, after: TrialRecord]>,
): TrialTally {
  let next: Writable | null = null;
  for (const [before, after] of changes) {
    if (before && isAlike(before, after)) continue;
    next ??= {
      ...tally,
      states: { ...tally.states },
      running: new Set(tally.running),
      trained: { ...tally.trained },
    };
    if (before) count(next, before, -1);
    count(next, after, 1);
  }
  return next ?? tally;
}

function isAlike(a: TrialRecord, b: TrialRecord): boolean {
  return (
    a.state === b.state && isSameUse(restingUse(a), restingUse(b)) && trainedMs(a) === trainedMs(b)
  );
}

function count(tally: Writable, trial: TrialRecord, by: 1 | -1): void {
  const { state, trialId } = trial;
  const ms = trainedMs(trial);
  const running = tally.running as Set<string>;
  (tally.states as Record<string, number>)[state] = tally.states[state] + by;
  if (state === 'running' && by > 0) running.add(trialId);
  else running.delete(trialId);
  tally.resting = addUse(tally.resting, restingUse(trial), by);
  if (ms !== null) {
    const { trained } = tally;
    tally.trained = { trials: trained.trials + by, ms: trained.ms + by * ms };
  }
}

function restingUse(trial: TrialRecord): SlotUse {
  return trial.state === 'running' ? noUse : slotUse(trial, untold);
}

/** What a trial has taken of slots so far. */
export function slotUse(trial: TrialRecord, now: Date): SlotUse {
  return listAttemptTimes(trial, now).reduce((sum, { seconds, perSlotHour }) => {
    const ms = Math.round(1000 * seconds);
    const unpricedMs = perSlotHour === null ? ms : 0;
    const costMillionths = Math.round(((perSlotHour ?? 0) * seconds * 1e6) / 3600);
    return addUse(sum, { ms, unpricedMs, costMillionths });
  }, noUse);
}

export function addUse(a: SlotUse, b: SlotUse, by: 1 | -1 = 1): SlotUse {
  return {
    ms: a.ms + by * b.ms,
    unpricedMs: a.unpricedMs + by * b.unpricedMs,
    costMillionths: a.costMillionths + by * b.costMillionths,
  };
}

function isSameUse(a: SlotUse, b: SlotUse): boolean {
  return a.ms === b.ms && a.unpricedMs === b.unpricedMs && a.costMillionths === b.costMillionths;
}

function trainedMs({ takenFrom, seconds }: TrialRecord): number | null {
  return takenFrom !== null || seconds === null ? null : Math.round(1000 * seconds);
}
