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

/** How long trials take, by those of the same study that have ended. */
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

export function createTrialDurations(): TrialDurations {
  const known = new Map<string, Sums>();
  const ofAll = '';

  function add(studyId: string, trial: TrialRecord): void {
    if (trial.state !== 'succeeded') return;
    const seconds = slotSeconds(trial, new Date());
    if (seconds === 0) return;
    for (const key of [ofAll, studyId, `${studyId}/${trial.variant}`]) {
      const sums = known.get(key) ?? { seconds: 0, squares: 0, trials: 0 };
      sums.seconds += seconds;
      sums.squares += seconds ** 2;
      sums.trials += 1;
      known.set(key, sums);
    }
  }

  return {
    learn({ study, trials }) {
      if (known.has(study.studyId)) return;
      for (const trial of trials.values()) add(study.studyId, trial);
    },
    add,
    expected(studyId) {
      const sums = known.get(studyId) ?? known.get(ofAll);
      return sums ? sums.seconds / sums.trials : guessSeconds;
    },
    known(studyId) {
      const sums = known.get(studyId);
      return sums ? sums.seconds / sums.trials : null;
    },
    ofVariant(record, variant, now) {
      const { studyId } = record.study;
      const own = known.get(`${studyId}/${variant}`);
      if (own) return durationOf(own);
      const running = [...record.trials.values()].find(
        (trial) => trial.variant === variant && projectedSeconds(trial, now) !== null,
      );
      const seconds = running && projectedSeconds(running, now);
      if (seconds) return { seconds, spread: 0, trials: 0 };
      const others = known.get(studyId);
      return others ? durationOf(others) : null;
    },
  };
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
  const share = (epoch + (steps > 0 ? step / steps : 0)) / epochs;
  const elapsed = slotSeconds(trial, now);
  return share < leastShare || elapsed === 0 ? null : elapsed / Math.min(1, share);
}
