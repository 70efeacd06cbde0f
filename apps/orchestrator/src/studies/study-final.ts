import { isFinalStudyState } from '@crossfold/contracts';
import { studyState, type StudyRecord } from './study-record.js';

export function isFinalRecord(record: StudyRecord): boolean {
  return isFinalStudyState(studyState(record));
}
