import { records, type Report } from '@crossfold/contracts';
import { createRecord, readRecord, updateRecord, type ObjectStore } from '@crossfold/storage';
import { applyFailure, applyReceipt, newStudyRecord } from '../progress/study-record.js';
import { listTrialEnds } from '../progress/trial-ends.js';
import { openCells, readStudyResults, type StudyResults } from '../summary/study-results.js';
import { summariseStudy } from '../summary/summarise-study.js';

/**
 * A study is summarised once in each edition: the report that is there stands until trials are
 * tried again, and is kept beside the later one.
 *
 * @returns null while a cell has no end: the reconciler queues what is left
 */
export async function writeReport(store: ObjectStore, studyId: string): Promise<Report | null> {
  const results = await readStudyResults(store, studyId);
  if (openCells(results).length > 0) return null;
  const report = await summariseStudy(results, new Date().toISOString());
  await keepEnds(store, results);
  await keepEarlier(store, studyId, report.edition);
  return updateRecord(store, records.report, { studyId }, (current) =>
    current && current.edition >= report.edition ? current : report,
  );
}

/** Before the report: an orchestrator that starts with a report there finds them. */
async function keepEnds(
  store: ObjectStore,
  { study, control, cells }: StudyResults,
): Promise<void> {
  let record = newStudyRecord(study, control);
  for (const { receipt, failure } of cells) {
    if (receipt) record = applyReceipt(record, receipt);
    else if (failure) record = applyFailure(record, failure);
  }
  const { studyId } = study;
  const ends = listTrialEnds(record, control.edition);
  await createRecord(store, records.trialEnds, { studyId, edition: control.edition }, ends);
}

async function keepEarlier(store: ObjectStore, studyId: string, edition: number): Promise<void> {
  const key = records.report.key({ studyId });
  if (edition === 1 || !(await store.head(key))) return;
  const earlier = await readRecord(store, records.report, { studyId });
  if (earlier.edition >= edition) return;
  await createRecord(store, records.earlierReport, { studyId, edition: earlier.edition }, earlier);
}
