import type { StudyRecord } from '@crossfold/study';
import type { Candidate } from './candidate.js';
import { claimOf } from './claim.js';
import type { FairShare } from './fair-share.js';
import type { WaitingTrial } from './study-lane.js';

/** A study that has trials that wait and are not admitted. */
export interface StudyInLine {
  readonly record: StudyRecord;
  /** Those, in order. */
  readonly rest: Iterator<WaitingTrial>;
  /** Trials of it that have a job. */
  readonly inFlight: number;
}

/** A study that has a trial that waits, and that trial. */
export interface Place extends Candidate {
  readonly record: StudyRecord;
  readonly rest: Iterator<WaitingTrial>;
  trial: WaitingTrial;
  priority: number;
  /** Of its study, with those that were taken here. */
  inFlight: number;
}

/** All trials that wait and are not admitted, each as its turn comes. */
export interface WaitingLine {
  next(): Place | undefined;
  /** Takes the trial of the study whose turn it is; whoever does charges the study before the next turn. */
  take(place: Place): void;
  /** The study whose turn it is takes no more. */
  drop(): void;
}

export function createWaitingLine(
  studies: Iterable<StudyInLine>,
  shares: Pick<FairShare, 'turns'>,
): WaitingLine {
  const places = [...studies].flatMap(({ record, rest, inFlight }): Place[] => {
    const first = rest.next();
    if (first.done) return [];
    const { submittedAt } = record.study;
    const trial = first.value;
    const { priority } = trial;
    return [{ ...claimOf(record.study), record, rest, trial, priority, submittedAt, inFlight }];
  });
  const turns = shares.turns(places);

  return {
    next: () => turns.next(),
    take(place) {
      const next = place.rest.next();
      if (next.done) turns.drop();
      else [place.trial, place.priority] = [next.value, next.value.priority];
      place.inFlight += 1;
    },
    drop() {
      turns.drop();
    },
  };
}
