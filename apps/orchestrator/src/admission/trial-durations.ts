import { slotSeconds, type StudyRecord, type TrialRecord } from '@crossfold/study';

/** How long a trial takes in a slot. */
export interface Duration {
  /** The mean, in seconds. */
  readonly seconds: number;
  /** The standard deviation over the trials that it was taken from, relative to the mean. */
  readonly spread: number;
  /** How many those are; 0 where it is judged by how far one has got that runs. */
  readonly trials: number;
}

/**
 * How long trials take, by those of the same study that have ended. The first ones of a worker start its
 * processes, read images and trace graphs, which the later ones have: where there are any of those, they
 * alone count.
 */
export interface TrialDurations {
  /** Learns from what has ended of a study that was not known. */
  learn(record: StudyRecord): void;
  add(studyId: string, trial: TrialRecord): void;
  /** In seconds: the mean of the study, or else of all, or else a guess. */
  expected(studyId: string): number;
  /** The mean of the study; null while none of it has ended. */
  known(studyId: string): number | null;
  /**
   * Of a variant: by its own trials, or else by one of them that runs, or else by the others of its study;
   * null where nothing is known.
   */
  ofVariant(record: StudyRecord, variant: string, now: Date): Duration | null;
}

/** Sums of seconds and of their squares. */
interface Sums {
  seconds: number;
  squares: number;
  trials: number;
}

/** A guess: shares are right in the end whatever it is, since what a trial took is known then. */
const guessSeconds = 60;

const ofAll = '';

export function createTrialDurations(): TrialDurations {
  const known = new Map<string, Sums>();
  const warm = new Map<string, Sums>();
  /** Of each worker, when it ended a trial for the first time, in ms since 1970. */
  const firstEnds = new Map<string, number>();

  const sumsOf = (key: string) => warm.get(key) ?? known.get(key);

  function noteEnd({ worker, endedAt }: TrialRecord): void {
    if (worker === null || endedAt === null) return;
    firstEnds.set(worker, Math.min(firstEnds.get(worker) ?? Infinity, Date.parse(endedAt)));
  }

  /** Each slot of a worker has its first trial before any of them has ended one. */
  function isWarm({ worker, startedAt }: TrialRecord): boolean {
    return Date.parse(startedAt ?? '') >= (firstEnds.get(worker ?? '') ?? Infinity);
  }

  function add(studyId: string, trial: TrialRecord): void {
    if (trial.state !== 'succeeded') return;
    const seconds = slotSeconds(trial, new Date());
    if (seconds === 0) return;
    noteEnd(trial);
    for (const key of [ofAll, studyId, `${studyId}/${trial.variant}`]) {
      addTo(known, key, seconds);
      if (isWarm(trial)) addTo(warm, key, seconds);
    }
  }

  return {
    learn({ study, trials }) {
      if (known.has(study.studyId)) return;
      const ended = [...trials.values()].filter(({ state }) => state === 'succeeded');
      ended.forEach(noteEnd);
      for (const trial of ended) add(study.studyId, trial);
    },
    add,
    expected(studyId) {
      const sums = sumsOf(studyId) ?? sumsOf(ofAll);
      return sums ? sums.seconds / sums.trials : guessSeconds;
    },
    known(studyId) {
      const sums = sumsOf(studyId);
      return sums ? sums.seconds / sums.trials : null;
    },
    ofVariant(record, variant, now) {
      const { studyId } = record.study;
      const own = sumsOf(`${studyId}/${variant}`);
      if (own) return durationOf(own);
      for (const trialId of record.tally.running) {
        const trial = record.trials.get(trialId);
        const seconds = trial?.variant === variant ? steadySeconds(trial, now) : null;
        if (seconds !== null) return { seconds, spread: 0, trials: 0 };
      }
      const others = sumsOf(studyId);
      return others ? durationOf(others) : null;
    },
  };
}

function addTo(all: Map<string, Sums>, key: string, seconds: number): void {
  const sums = all.get(key) ?? { seconds: 0, squares: 0, trials: 0 };
  sums.seconds += seconds;
  sums.squares += seconds ** 2;
  sums.trials += 1;
  all.set(key, sums);
}

function durationOf({ seconds, squares, trials }: Sums): Duration {
  const mean = seconds / trials;
  const variance = trials < 2 ? 0 : (squares - trials * mean ** 2) / (trials - 1);
  return { seconds: mean, spread: Math.sqrt(Math.max(0, variance)) / mean, trials };
}

/** Of its epochs, before how far it has got says how long it takes: the first steps are slow. */
const leastShare = 0.1;

/** How long a trial that runs takes in all, by how far it has got; null where that says nothing yet. */
export function projectedSeconds(trial: TrialRecord, now: Date): number | null {
  const { state, epoch, epochs, step, steps } = trial;
  if (state !== 'running' || epochs === null) return null;
  const done = Math.min(epochs, epoch + (steps > 0 ? step / steps : 0));
  const elapsed = slotSeconds(trial, now);
  const pace = paceOf(trial);
  if (pace !== null && elapsed > 0) return elapsed + (epochs - done) * pace;
  const share = done / epochs;
  return share < leastShare || elapsed === 0 ? null : elapsed / share;
}

/** How long another trial like it takes, whose first epoch is as the others are. */
function steadySeconds(trial: TrialRecord, now: Date): number | null {
  const pace = paceOf(trial);
  if (pace === null || trial.epochs === null) return projectedSeconds(trial, now);
  return pace * trial.epochs;
}

/** Seconds of an epoch after the first one, before which graphs are traced; null while there is none. */
function paceOf({ epochTimes }: TrialRecord): number | null {
  if (epochTimes === null) return null;
  const { first, last } = epochTimes;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  return last.epoch <= first.epoch ? null : seconds / (last.epoch - first.epoch);
}
