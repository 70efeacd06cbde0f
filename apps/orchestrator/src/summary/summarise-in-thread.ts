import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type Report } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';

export interface SummaryTask {
  readonly store: StoreSettings;
  readonly studyId: string;
}

export type WrittenReport = Pick<Report, 'state' | 'edition'>;

/** What the thread answers, once; null where a cell has no end yet. */
export type SummaryAnswer =
  | { readonly type: 'written'; readonly report: WrittenReport | null }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };

/**
 * Writes the report of a study in a thread: resampling takes seconds to minutes, in which this
 * process has to answer requests and keep locks.
 *
 * @throws AppError as reading and writing do; INTERNAL when the thread ends without an answer
 */
export function summariseInThread(
  store: StoreSettings,
  studyId: string,
): Promise<WrittenReport | null> {
  const workerData: SummaryTask = { store, studyId };
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./summary-thread.js', import.meta.url), { workerData });
    thread.on('message', (answer: SummaryAnswer) => {
      if (answer.type === 'written') resolve(answer.report);
      else reject(new AppError(answer.code, answer.message));
    });
    thread.on('error', reject);
    thread.on('exit', (code) => {
      reject(new AppError('INTERNAL', `expected a report of its thread, got exit code ${code}`));
    });
  });
}
