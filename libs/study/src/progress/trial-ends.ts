import { isStanding, type TrialEnds } from '@crossfold/contracts';
import { replaceTrials, type StudyRecord, type TrialRecord } from './study-record.js';
import { withInterrupted } from './trial-seconds.js';

/** The ends of a record's trials, for the store; those that were cancelled follow from its control. */
export function listTrialEnds({ study, trials }: StudyRecord, edition: number): TrialEnds {
  const ends = [...trials.values()].flatMap((trial): TrialEnds['ends'] => {
    const { trialId, state, attempt, worker, epochs, scores, seconds, startedAt, endedAt } = trial;
    if (!isNamed(state)) return [];
    const { takenFrom, error, failure } = trial;
    const result = { attempt, worker, epochs, scores, seconds, startedAt, endedAt };
    return [{ trialId, state, ...result, takenFrom, error, failure }];
  });
  return { schemaVersion: 3, studyId: study.studyId, edition, ends };
}

/** The record with those ends of the store that were not taken back since. */
export function applyTrialEnds(record: StudyRecord, { ends }: TrialEnds): StudyRecord {
  const ended = ends.flatMap((end) => {
    const trial = record.trials.get(end.trialId);
    const { failure } = end;
    const isRacedOut = end.state === 'raced-out';
    const stands = !failure || isStanding(record.control, end.trialId, failure.edition, isRacedOut);
    return trial && stands ? [withEnd(trial, end)] : [];
  });
  return replaceTrials(record, ended);
}

function withEnd(trial: TrialRecord, end: TrialEnds['ends'][number]): TrialRecord {
  const ended = { ...trial, ...end, epoch: end.epochs ?? trial.epoch };
  if (end.state === 'succeeded') return ended;
  return { ...ended, interrupted: withInterrupted(ended, end.endedAt) };
}

const namedStates = {
  succeeded: true,
  failed: true,
  skipped: true,
  'raced-out': true,
} as const satisfies Record<TrialEnds['ends'][number]['state'], true>;

function isNamed(state: TrialRecord['state']): state is TrialEnds['ends'][number]['state'] {
  return state in namedStates;
}
