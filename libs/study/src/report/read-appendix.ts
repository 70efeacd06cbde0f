import { records, type Report, type ReportAppendix } from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';

/** What stands beside a report; null for one of before there was an appendix. */
export function readAppendix(
  store: ObjectStore,
  { studyId, edition }: Pick<Report, 'studyId' | 'edition'>,
): Promise<ReportAppendix | null> {
  return readRecordIfThere(store, records.reportAppendix, { studyId, edition });
}
