import type { TimedPage } from './page-times.js';

/** A dashboard on studies of the same size as others have. */
export interface ComparedDashboard {
  readonly name: string;
  /** Versions, and how it is served. */
  readonly how: string;
  /** Reads the list of studies as its page does. */
  readStudies(): Promise<void>;
  /** Reads all trials of the largest study. */
  readTrials(): Promise<void>;
  /** The largest study, with its trials. */
  readonly studyPage: TimedPage;
  readonly listPage: TimedPage;
  /** Of its server, with the processes that it has started, in MiB. */
  peakRssMib(): Promise<number>;
  stop(): Promise<void>;
}
