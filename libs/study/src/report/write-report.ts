import {
  records,
  type Report,
  type ReportAppendix,
  type SharedErrors,
  type SubgroupScore,
  type VariantCurves,
} from '@crossfold/contracts';
import {
  createRecord,
  readRecord,
  readRecordIfThere,
  replaceRecord,
  updateRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { groupOf } from '@crossfold/data';
import { poolPredictions } from '@crossfold/model';
import { reportSeries } from '../series/series-report.js';
import { applyFailure, applyReceipt, newStudyRecord } from '../progress/study-record.js';
import { listTrialEnds } from '../progress/trial-ends.js';
import { countEnvironments } from '../summary/count-environments.js';
import { curveGrid, measureCurves } from '../summary/curves.js';
import { measureDataFlow } from '../summary/data-flow.js';
import { findSharedErrors } from '../summary/find-shared-errors.js';
import { listLearningCurves } from '../summary/list-learning-curves.js';
import { measureSubgroups } from '../summary/measure-subgroups.js';
import { measureTradeOffs } from '../summary/measure-trade-offs.js';
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
  const { manifestSha256: sha256 } = results.study.dataset;
  const manifest = await readRecordIfThere(store, records.manifest, { sha256 });
  const groups = new Map(results.foldPlan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const variants: VariantCurves[] = [];
  const subgroups: SubgroupScore[] = [];
  let sharedErrors: SharedErrors | null = null;
  const writtenAt = new Date().toISOString();
  const summary = await summariseStudy(results, writtenAt, ({ name, role }, found) => {
    const curves = measureCurves(name, found);
    if (curves) variants.push(curves);
    const pooled = poolPredictions(found);
    if (role !== 'baseline') return;
    sharedErrors = findSharedErrors(name, found, groups);
    if (!manifest || !pooled) return;
    subgroups.push(...measureSubgroups(manifest, name, pooled, groups));
  });
  const report = {
    ...summary,
    dataFlow: measureDataFlow(results.foldPlan, manifest),
    series: reportSeries(results.study, summary),
  };
  await keepEnds(store, results);
  await keepAppendix(store, results, report, { variants, subgroups, sharedErrors });
  await keepEarlier(store, studyId, report.edition);
  return updateRecord(store, records.report, { studyId }, (current) =>
    current && current.edition >= report.edition ? current : report,
  );
}

async function keepAppendix(
  store: ObjectStore,
  { study, cells }: StudyResults,
  { studyId, edition }: Report,
  {
    variants,
    subgroups,
    sharedErrors,
  }: Pick<ReportAppendix, 'subgroups' | 'sharedErrors'> &
    Pick<ReportAppendix['curves'], 'variants'>,
): Promise<void> {
  const receipts = cells.flatMap(({ receipt }) => receipt ?? []);
  await replaceRecord(
    store,
    records.reportAppendix,
    { studyId, edition },
    {
      schemaVersion: 1,
      studyId,
      edition,
      curves: { grid: [...curveGrid], variants },
      subgroups,
      tradeOffs: measureTradeOffs(study, receipts),
      learningCurves: listLearningCurves(study, receipts),
      sharedErrors,
      ...countEnvironments(receipts),
    },
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
