import { countTrialStates, type TrialCounts } from '@crossfold/contracts';
import type { TrialRecord } from './trial-record.js';
import { slotSeconds } from './trial-seconds.js';

/** What the trials of a study come to. It is kept as they change, so that nobody goes through all. */
export interface TrialTally {
  readonly states: TrialCounts;
  readonly running: ReadonlySet<string>;
  /** Time of slots that those have taken which do not run now, in ms. */
  readonly restingMs: number;
  /** Trials that were trained for this study to their end, and how long they took in all. */
  readonly trained: { readonly trials: number; readonly ms: number };
}

type Writable = {
  -readonly [K in keyof TrialTally]: TrialTally[K];
};

const untold = new Date(0);

export function tallyTrials(trials: Iterable<TrialRecord>): TrialTally {
  const none = {
    states: countTrialStates([]),
    running: new Set<string>(),
    restingMs: 0,
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
  return a.state === b.state && restingMs(a) === restingMs(b) && trainedMs(a) === trainedMs(b);
}

function count(tally: Writable, trial: TrialRecord, by: 1 | -1): void {
  const { state, trialId } = trial;
  const ms = trainedMs(trial);
  const running = tally.running as Set<string>;
  (tally.states as Record<string, number>)[state] = tally.states[state] + by;
  if (state === 'running' && by > 0) running.add(trialId);
  else running.delete(trialId);
  tally.restingMs += by * restingMs(trial);
  if (ms !== null) {
    const { trained } = tally;
    tally.trained = { trials: trained.trials + by, ms: trained.ms + by * ms };
  }
}

/** Whole numbers, whose sums are exact in any order. */
function restingMs(trial: TrialRecord): number {
  return trial.state === 'running' ? 0 : Math.round(1000 * slotSeconds(trial, untold));
}

function trainedMs({ takenFrom, seconds }: TrialRecord): number | null {
  return takenFrom !== null || seconds === null ? null : Math.round(1000 * seconds);
}
