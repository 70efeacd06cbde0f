import { isFinalStudyState } from '@crossfold/contracts';
import type { StudyRecord } from './study-record.js';
import { studyState } from './study-view.js';

export function isFinalRecord(record: StudyRecord): boolean {
  return isFinalStudyState(studyState(record));
}
