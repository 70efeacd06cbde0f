import { toPlainError, type PlainError, type Report } from '@crossfold/contracts';
import { openObjectStore, type StoreSettings } from '@crossfold/storage';
import { writeReport } from './write-report.js';

export interface SummaryTask {
  readonly store: StoreSettings;
  readonly studyId: string;
}

export type WrittenReport = Pick<Report, 'state' | 'edition'>;

/** The report is null where a cell has no end yet. */
export type SummaryAnswer =
  { readonly report: WrittenReport | null } | { readonly failed: PlainError };

/** Runs in a thread of `startSummaryWorker`. */
export async function summarise({ store: settings, studyId }: SummaryTask): Promise<SummaryAnswer> {
  const store = openObjectStore(settings);
  try {
    const report = await writeReport(store, studyId);
    return { report: report && { state: report.state, edition: report.edition } };
  } catch (thrown) {
    return { failed: toPlainError(thrown) };
  } finally {
    await store.close();
  }
}
