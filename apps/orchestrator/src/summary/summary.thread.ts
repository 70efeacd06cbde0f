import type { Report } from '@crossfold/contracts';
import { openObjectStore, type StoreSettings } from '@crossfold/storage';
import { writeReport } from './write-report.js';

export interface SummaryTask {
  readonly store: StoreSettings;
  readonly studyId: string;
}

export type WrittenReport = Pick<Report, 'state' | 'edition'>;

/**
 * Runs in a thread of `startSummaryWorker`.
 *
 * @returns null where a cell has no end yet
 */
export async function summarise({
  store: settings,
  studyId,
}: SummaryTask): Promise<WrittenReport | null> {
  const store = openObjectStore(settings);
  try {
    const report = await writeReport(store, studyId);
    return report && { state: report.state, edition: report.edition };
  } finally {
    await store.close();
  }
}
