import { AppError, objectPaths, reportSchema, type Report } from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';
import { withCrossEvaluations } from '../records/read-cross-evaluations.js';
import { withCaveats } from '../render/caveats.js';
import { withHeadlines } from '../render/headlines.js';

export interface ReportedStudy {
  readonly studyId: string;
  readonly state: string;
  /** Of its control: the edition that a report must be of. */
  readonly edition: number;
}

/**
 * The report of a study as it is shown: with its sentences and caveats, and with what came after it.
 *
 * @throws AppError NOT_FOUND while there is none of the study's own edition
 */
export async function readReport(
  store: ObjectStore,
  { studyId, state, edition }: ReportedStudy,
): Promise<Report> {
  const key = objectPaths.report(studyId);
  const found = (await store.head(key)) ? await readJson(store, key, reportSchema) : null;
  if (found === null || found.edition < edition) {
    throw new AppError('NOT_FOUND', `expected a report of ${studyId}, which is still ${state}`, {
      remedy: 'Wait until the study has ended, or cancel it for a report of what is there.',
    });
  }
  return withCaveats(withHeadlines(await withCrossEvaluations(store, found)));
}
