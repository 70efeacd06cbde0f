import { objectPaths, reportSchema, type Report } from '@crossfold/contracts';
import { readJson, updateJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { openCells, readStudyResults } from './study-results.js';
import { summariseStudy } from './summarise-study.js';
import { log } from '../log.js';

/**
 * A study is summarised once in each edition: the report that is there stands until trials are
 * tried again, and is kept beside the later one.
 *
 * @returns null while a cell has no end: the reconciler queues what is left
 */
export async function writeReport(store: ObjectStore, studyId: string): Promise<Report | null> {
  const results = await readStudyResults(store, studyId);
  const open = openCells(results).length;
  if (open > 0) {
    log.warn({ studyId, open }, `summary of ${studyId}: put off, ${open} cell(s) have no end`);
    return null;
  }
  const report = await summariseStudy(results, new Date().toISOString());
  await keepEarlier(store, studyId, report.edition);
  return updateJson(store, objectPaths.report(studyId), reportSchema, (current) =>
    current && current.edition >= report.edition ? current : report,
  );
}

async function keepEarlier(store: ObjectStore, studyId: string, edition: number): Promise<void> {
  const key = objectPaths.report(studyId);
  if (edition === 1 || !(await store.head(key))) return;
  const earlier = await readJson(store, key, reportSchema);
  if (earlier.edition >= edition) return;
  const kept = objectPaths.earlierReport(studyId, earlier.edition);
  await writeJsonOnce(store, kept, reportSchema, earlier);
}
