import {
  crossEvaluationSchema,
  objectPaths,
  type CrossEvaluation,
  type Report,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';

/** The cross-evaluations of a study that have an answer, oldest first. */
export async function readCrossEvaluations(
  store: ObjectStore,
  studyId: string,
): Promise<CrossEvaluation[]> {
  const found: CrossEvaluation[] = [];
  for await (const { key } of store.list(objectPaths.crossEvaluations(studyId))) {
    if (!key.endsWith('/result.json')) continue;
    found.push(await readJson(store, key, crossEvaluationSchema));
  }
  return found.sort((a, b) => (a.scoredAt < b.scoredAt ? -1 : 1));
}

/** A report is written once, and data sets may be evaluated later: they join it when it is read. */
export async function withCrossEvaluations(store: ObjectStore, report: Report): Promise<Report> {
  return { ...report, crossEvaluations: await readCrossEvaluations(store, report.studyId) };
}
