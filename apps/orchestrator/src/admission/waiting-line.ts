import type { StudyRecord } from '@crossfold/study';
import { claimOf } from './claim.js';
import type { Candidate, FairShare } from './fair-share.js';
import type { StudyLane, WaitingTrial } from './study-lane.js';

/** A trial that is to begin next. */
export interface NextTrial extends WaitingTrial {
  readonly record: StudyRecord;
}

/** All trials that wait and are not admitted, each as its turn comes. */
export interface WaitingLine {
  /** The next one; whoever takes it charges its study, before the one after is taken. */
  take(): NextTrial | undefined;
}

interface Place {
  readonly record: StudyRecord;
  readonly rest: Iterator<WaitingTrial>;
  readonly candidate: Omit<Candidate, 'inFlight'>;
  readonly trial: WaitingTrial;
}

/**
 * @param inFlight of each study, how many of its trials have a job; changed by whoever takes one
 * @param mayTake whether another trial of a study may begin now
 */
export function createWaitingLine(
  studies: Iterable<readonly [StudyRecord, StudyLane]>,
  shares: Pick<FairShare, 'pick'>,
  isTaken: (studyId: string, trialId: string) => boolean,
  inFlight: ReadonlyMap<string, number>,
  mayTake: (record: StudyRecord) => boolean = () => true,
): WaitingLine {
  const places = new Map<string, Place>();

  function advance(record: StudyRecord, rest: Iterator<WaitingTrial>): void {
    const { studyId, submittedAt } = record.study;
    const next = rest.next();
    if (next.done) {
      places.delete(studyId);
      return;
    }
    const trial = next.value;
    const candidate = { ...claimOf(record.study), submittedAt, priority: trial.priority };
    places.set(studyId, { record, rest, candidate, trial });
  }

  for (const [record, lane] of studies) {
    const { studyId } = record.study;
    advance(
      record,
      lane.waiting(record, (trialId) => isTaken(studyId, trialId)),
    );
  }

  function* candidates(): Generator<Candidate> {
    for (const { record, candidate } of places.values()) {
      if (mayTake(record)) yield { ...candidate, inFlight: inFlight.get(candidate.studyId) ?? 0 };
    }
  }

  return {
    take() {
      const picked = shares.pick(candidates());
      const place = picked && places.get(picked.studyId);
      if (!place) return undefined;
      const { record, rest, trial } = place;
      advance(record, rest);
      return { ...trial, record };
    },
  };
}
