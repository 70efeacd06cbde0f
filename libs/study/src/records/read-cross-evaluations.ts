import { records, type CrossEvaluation, type Report } from '@crossfold/contracts';
import { listRecords, readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';

/** The cross-evaluations of a study that have an answer, oldest first. One that cannot be read is
 * passed over: the report stands without it. */
export async function readCrossEvaluations(
  store: ObjectStore,
  studyId: string,
): Promise<CrossEvaluation[]> {
  const found: CrossEvaluation[] = [];
  for await (const { at } of listRecords(store, records.crossEvaluation, { studyId })) {
    const crossEvaluation = await readUnlessUnreadable(store, records.crossEvaluation, at);
    if (crossEvaluation) found.push(crossEvaluation);
  }
  return found.sort((a, b) => (a.scoredAt < b.scoredAt ? -1 : 1));
}

/** A report is written once, and data sets may be evaluated later: they join it when it is read. */
export async function withCrossEvaluations(store: ObjectStore, report: Report): Promise<Report> {
  return { ...report, crossEvaluations: await readCrossEvaluations(store, report.studyId) };
}
