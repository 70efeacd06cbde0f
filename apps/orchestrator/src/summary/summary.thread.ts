import { toPlainError, type Answer, type PlainError, type Report } from '@crossfold/contracts';
import { openObjectStore, type StoreSettings } from '@crossfold/storage';
import { answerOf, writeReport } from '@crossfold/study';

export interface SummaryTask {
  readonly store: StoreSettings;
  readonly studyId: string;
}

export interface WrittenReport extends Pick<Report, 'state' | 'edition'> {
  readonly answer: Answer;
}

/** The report is null where a cell has no end yet. */
export type SummaryAnswer =
  { readonly report: WrittenReport | null } | { readonly failed: PlainError };

/** Runs in a thread of `createReportWriter`. */
export async function summarise({ store: settings, studyId }: SummaryTask): Promise<SummaryAnswer> {
  const store = openObjectStore(settings);
  try {
    const report = await writeReport(store, studyId);
    if (!report) return { report };
    const { state, edition } = report;
    return { report: { state, edition, answer: answerOf(report) } };
  } catch (thrown) {
    return { failed: toPlainError(thrown) };
  } finally {
    await store.close();
  }
}
