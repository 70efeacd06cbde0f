import { AppError, nearestWord } from '@crossfold/contracts';
import type { StudyRecord, TrialRecord } from './study-record.js';

/** @throws AppError NOT_FOUND with the nearest id */
export function findTrial({ study, trials }: StudyRecord, trialId: string): TrialRecord {
  const trial = trials.get(trialId);
  if (trial) return trial;
  const nearest = nearestWord(trialId, [...trials.keys()]);
  throw new AppError(
    'NOT_FOUND',
    `expected a trial of ${study.studyId}, got "${trialId}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}
