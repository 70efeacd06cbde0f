import { AppError, records, type Report } from '@crossfold/contracts';
import { listRecords, readRecord, readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { withCrossEvaluations } from '../records/read-cross-evaluations.js';
import { withCaveats } from '../render/caveats.js';
import { withHeadlines } from '../render/headlines.js';
import { withQuestion } from '../render/question.js';

export interface ReportedStudy {
  readonly studyId: string;
  readonly state: string;
  /** Of its control: the edition that a report must be of. */
  readonly edition: number;
  /** Why nothing goes on, where that is known. */
  readonly waiting?: string | null;
}

/**
 * The report of a study as it is shown: with its sentences and caveats, and with what came after it.
 *
 * @param wanted an earlier edition; left out: the study's own
 * @throws AppError NOT_FOUND while there is none of that edition
 */
export async function readReport(
  store: ObjectStore,
  { studyId, state, edition, waiting = null }: ReportedStudy,
  wanted?: number,
): Promise<Report> {
  const key = records.report.key({ studyId });
  const found = (await store.head(key))
    ? await readRecord(store, records.report, { studyId })
    : null;
  if (wanted !== undefined) {
    const isNewest = found?.edition === wanted;
    return asShown(store, isNewest ? found : await readEarlier(store, studyId, wanted, found));
  }
  if (found === null || found.edition < edition) throw noReport({ studyId, state, waiting });
  return asShown(store, found);
}

async function asShown(store: ObjectStore, report: Report): Promise<Report> {
  return withCaveats(withHeadlines(withQuestion(await withCrossEvaluations(store, report))));
}

async function readEarlier(
  store: ObjectStore,
  studyId: string,
  wanted: number,
  newest: Report | null,
): Promise<Report> {
  const earlier = await readRecordIfThere(store, records.earlierReport, {
    studyId,
    edition: wanted,
  });
  if (earlier) return earlier;
  const editions: number[] = [];
  for await (const { at } of listRecords(store, records.earlierReport, { studyId })) {
    editions.push(at.edition);
  }
  const there = [...editions, ...(newest ? [newest.edition] : [])].join(', ') || 'none';
  throw new AppError(
    'NOT_FOUND',
    `expected edition ${wanted} of the report of ${studyId}; there: ${there}`,
    { remedy: 'Name one of those, or none for the newest.' },
  );
}

function noReport({ studyId, state, waiting }: Omit<Required<ReportedStudy>, 'edition'>): AppError {
  const cancel = `or cancel it for a report of what is there: crossfold study cancel ${studyId}.`;
  if (waiting === null) {
    return new AppError(
      'NOT_FOUND',
      `expected a report of ${studyId}, got a study that is ${state}`,
      {
        remedy: `Wait until it has ended, ${cancel}`,
      },
    );
  }
  const message = `expected a report of ${studyId}, got a study that is ${state} and stands still: ${waiting}`;
  return new AppError('NOT_FOUND', message, {
    remedy: `Start a worker, as by crossfold study follow ${studyId} or crossfold up; ${cancel}`,
  });
}
