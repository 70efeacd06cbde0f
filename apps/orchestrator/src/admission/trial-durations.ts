import type { Variant } from '@crossfold/contracts';
import {
  networkKey,
  slotSeconds,
  trainingWork,
  type StudyRecord,
  type TrainingWork,
  type TrialRecord,
} from '@crossfold/study';

/** How long a trial takes in a slot. */
export interface Duration {
  /** The mean, in seconds. */
  readonly seconds: number;
  /** By this share of the mean it may be wrong. */
  readonly error: number;
  /** Trials that have ended and that it is taken from; 0 where it is judged by one that runs. */
  readonly trials: number;
}

/**
 * How long trials take, by those that have ended: of the same variant, or else of others, by how much more
 * or less a trial of the variant computes. The first trials of a worker start its processes, read images
 * and trace graphs, which the later ones have: where there are any of those, they alone count.
 */
export interface TrialDurations {
  /** Learns from what has ended of a study that was not known. */
  learn(record: StudyRecord): void;
  add(record: StudyRecord, trial: TrialRecord): void;
  /** In seconds: as `ofVariant` without those that run, or else the mean of all, or else a guess. */
  expected(record: StudyRecord, variant: string): number;
  /** The mean of the study; null while none of it has ended. */
  known(studyId: string): number | null;
  /**
   * Of a variant: by its own trials, or else by one of them that runs, by the others of its study, by
   * those of such a network in other studies; null where nothing is known.
   */
  ofVariant(record: StudyRecord, variant: string, now: Date): Duration | null;
  /** How long a trial that runs takes in all, by how far it has got; null where that says nothing yet. */
  ofRunning(record: StudyRecord, trial: TrialRecord, now: Date): Duration | null;
}

/** Sums over trials. */
interface Sums {
  trials: number;
  seconds: number;
  squares: number;
  /** Of those seconds, what a trial takes besides its epochs, where they were heard of one by one. */
  besides: number;
  work: number;
  epochs: number;
  epochsAtMost: number;
}

/** A guess: shares are right in the end whatever it is, since what a trial took is known then. */
const guessSeconds = 60;
/** By this much a duration may be wrong even where all before were alike. */
const minError = 0.05;
/** Of one that is judged by a trial that still runs, or by other variants. */
const errorOfProjection = 0.2;
/** Of one that is judged by other studies, whose images may be larger or on another machine. */
const errorOfOthers = 0.5;

const ofAll = '';

export function createTrialDurations(): TrialDurations {
  const known = new Map<string, Sums>();
  const warm = new Map<string, Sums>();
  /** Of each worker, when it ended a trial for the first time, in ms since 1970. */
  const firstEnds = new Map<string, number>();
  /** Of variants, until another trial has ended. */
  const estimates = new Map<string, Duration | null>();

  const sumsOf = (key: string) => warm.get(key) ?? known.get(key);

  function noteEnd({ worker, endedAt }: TrialRecord): void {
    if (worker === null || endedAt === null) return;
    firstEnds.set(worker, Math.min(firstEnds.get(worker) ?? Infinity, Date.parse(endedAt)));
  }

  /** Each slot of a worker has its first trial before any of them has ended one. */
  function isWarm({ worker, startedAt }: TrialRecord): boolean {
    return Date.parse(startedAt ?? '') >= (firstEnds.get(worker ?? '') ?? Infinity);
  }

  function add({ study }: StudyRecord, trial: TrialRecord): void {
    const variant = variantOf({ study }, trial.variant);
    if (trial.state !== 'succeeded' || trial.takenFrom !== null || !variant) return;
    const seconds = slotSeconds(trial, new Date());
    if (seconds === 0) return;
    noteEnd(trial);
    estimates.clear();
    const work = trainingWork(study, variant);
    const keys = [ofAll, study.studyId, ownKey(study.studyId, variant), networkKey(variant)];
    for (const key of keys) {
      addTo(known, key, { trial, work, seconds });
      if (isWarm(trial)) addTo(warm, key, { trial, work, seconds });
    }
  }

  /** By trials that have ended. */
  function estimate({ study }: StudyRecord, variant: Variant): Duration | null {
    const key = ownKey(study.studyId, variant);
    const own = warm.get(key);
    if (own) return durationOf(own);
    const first = known.get(key);
    if (first) return durationOf(first, warm.get(study.studyId) ?? warm.get(ofAll));
    const work = trainingWork(study, variant);
    const ofStudy = sumsOf(study.studyId);
    if (ofStudy) return scaledTo(work, ofStudy, errorOfProjection);
    const alike = sumsOf(networkKey(variant));
    return alike ? scaledTo(work, alike, errorOfOthers) : null;
  }

  function estimated(record: StudyRecord, name: string): Duration | null {
    const key = `${record.study.studyId}/${name}`;
    const before = estimates.get(key);
    if (before !== undefined) return before;
    const variant = variantOf(record, name);
    const now = variant ? estimate(record, variant) : null;
    estimates.set(key, now);
    return now;
  }

  /** What trials of a variant may be expected to compute: others may have stopped early. */
  function expectedWork({ study }: StudyRecord, variant: Variant, done = 0): number {
    const work = trainingWork(study, variant);
    const sums = known.get(ownKey(study.studyId, variant)) ?? known.get(study.studyId);
    return work.until(Math.max(done, expectedEpochs(work, sums)));
  }

  /** Where its first epoch is as the others are, which it is of a worker's later trials. */
  function steadySeconds(record: StudyRecord, variant: Variant, now: Date): number | null {
    for (const trialId of record.tally.running) {
      const trial = record.trials.get(trialId);
      if (trial?.variant !== variant.name) continue;
      const pace = paceOf(trial, trainingWork(record.study, variant));
      if (pace !== null) return pace * expectedWork(record, variant);
      const seconds = runningSeconds(record, trial, now);
      if (seconds !== null) return seconds;
    }
    return null;
  }

  function runningSeconds(record: StudyRecord, trial: TrialRecord, now: Date): number | null {
    const variant = variantOf(record, trial.variant);
    if (trial.state !== 'running' || !variant) return null;
    const work = trainingWork(record.study, variant);
    const epochs = trial.epoch + (trial.steps > 0 ? trial.step / trial.steps : 0);
    const done = work.until(Math.min(work.epochsAtMost, epochs));
    const all = expectedWork(record, variant, Math.min(work.epochsAtMost, epochs));
    const elapsed = slotSeconds(trial, now);
    if (elapsed === 0 || all === 0) return null;
    const pace = paceOf(trial, work);
    if (pace !== null) return elapsed + (all - done) * pace;
    return done < minShare * all ? null : (elapsed * all) / done;
  }

  return {
    learn(record) {
      if (known.has(record.study.studyId)) return;
      const ended = [...record.trials.values()].filter(({ state }) => state === 'succeeded');
      ended.forEach(noteEnd);
      for (const trial of ended) add(record, trial);
    },
    add,
    expected(record, name) {
      return estimated(record, name)?.seconds ?? meanOf(sumsOf(ofAll)) ?? guessSeconds;
    },
    known: (studyId) => meanOf(sumsOf(studyId)),
    ofVariant(record, name, now) {
      const variant = variantOf(record, name);
      if (!variant) return null;
      if (!sumsOf(ownKey(record.study.studyId, variant))) {
        const seconds = steadySeconds(record, variant, now);
        if (seconds !== null) return projected(seconds);
      }
      return estimated(record, name);
    },
    ofRunning(record, trial, now) {
      const seconds = runningSeconds(record, trial, now);
      return seconds === null ? null : projected(seconds);
    },
  };
}

function ownKey(studyId: string, { name }: Variant): string {
  return `${studyId}/${name}`;
}

function variantOf({ study }: Pick<StudyRecord, 'study'>, name: string): Variant | undefined {
  return study.variants.find((variant) => variant.name === name);
}

function projected(seconds: number): Duration {
  return { seconds, error: errorOfProjection, trials: 0 };
}

interface Ended {
  readonly trial: TrialRecord;
  readonly work: TrainingWork;
  readonly seconds: number;
}

function addTo(all: Map<string, Sums>, key: string, { trial, work, seconds }: Ended): void {
  const sums = all.get(key) ?? {
    trials: 0,
    seconds: 0,
    squares: 0,
    besides: 0,
    work: 0,
    epochs: 0,
    epochsAtMost: 0,
  };
  // Events of its epochs may have been lost.
  const epochs = trial.epoch === 0 ? work.epochsAtMost : trial.epoch;
  const done = work.until(epochs);
  const pace = paceOf(trial, work);
  sums.trials += 1;
  sums.seconds += seconds;
  sums.squares += seconds ** 2;
  sums.besides += pace === null ? 0 : Math.max(0, seconds - pace * done);
  sums.work += done;
  sums.epochs += epochs;
  sums.epochsAtMost += work.epochsAtMost;
  all.set(key, sums);
}

function meanOf(sums: Sums | undefined): number | null {
  return sums ? sums.seconds / sums.trials : null;
}

/** @param later trials, beside whose epochs less is done than in the first ones of a worker */
function durationOf({ seconds, squares, besides, trials }: Sums, later?: Sums): Duration {
  const saved = later ? Math.max(0, besides / trials - later.besides / later.trials) : 0;
  const mean = seconds / trials - saved;
  const variance = trials < 2 ? 0 : (squares - trials * mean ** 2) / (trials - 1);
  const spread = Math.sqrt(Math.max(0, variance)) / mean;
  // Two standard errors of the mean, and what is always left.
  const ofMean = trials === 1 ? errorOfProjection : (2 * spread) / Math.sqrt(trials);
  return { seconds: mean, error: Math.min(0.9, minError + ofMean), trials };
}

/** What trials of other variants took, for one that computes more or less in its epochs. */
function scaledTo(work: TrainingWork, sums: Sums, error: number): Duration {
  const { trials, seconds, besides } = sums;
  const more = sums.work === 0 ? 1 : (trials * work.until(expectedEpochs(work, sums))) / sums.work;
  return { seconds: (besides + (seconds - besides) * more) / trials, error, trials };
}

function expectedEpochs({ epochsAtMost }: TrainingWork, sums: Sums | undefined): number {
  if (!sums || sums.epochs === 0) return epochsAtMost;
  return epochsAtMost * Math.min(1, sums.epochs / sums.epochsAtMost);
}

/** Of what it computes, before how far a trial has got says how long it takes: the first steps are slow. */
const minShare = 0.1;

/** Seconds for what it computes after its first epoch, before which graphs are traced; null without another. */
function paceOf({ epochTimes }: TrialRecord, work: TrainingWork): number | null {
  if (epochTimes === null) return null;
  const { first, last } = epochTimes;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  const between = work.until(last.epoch) - work.until(first.epoch);
  return between <= 0 ? null : seconds / between;
}
