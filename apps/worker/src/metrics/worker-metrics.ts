import type { StoreObserver } from '@crossfold/storage';
import type { StoreUse } from '../slot/store-use.js';
import type { TaskProgress } from '../tasks/task-row.js';

/**
 * How a job left a worker: with its result; with an end that is no result (failed, cancelled,
 * skipped); put off, as in an outage or a pause; handed back for another worker; to be tried again.
 */
export type AttemptEnd = 'done' | 'ended' | 'put-off' | 'handed-back' | 'retried';

/** What a worker is told of its work, for its figures. */
export interface WorkerMetrics {
  /** Null where nobody asks for figures: then nothing is measured. */
  readonly store: StoreObserver | null;
  progressed(progress: TaskProgress): void;
  storeUsed(use: StoreUse): void;
  /** @param task its kind */
  attemptEnded(task: string, end: AttemptEnd): void;
  processStarted(): void;
  /** Where the figures are told; null where they are not. */
  readonly url: string | null;
  close(): Promise<void>;
}

export const noMetrics: WorkerMetrics = {
  store: null,
  progressed: () => undefined,
  storeUsed: () => undefined,
  attemptEnded: () => undefined,
  processStarted: () => undefined,
  url: null,
  close: () => Promise.resolve(),
};
