import { fileURLToPath } from 'node:url';
import { fromPlainError, toAppError } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { Piscina } from 'piscina';
import type { EventLog } from '../events/event-log.js';
import { log } from '../process/log.js';
import { logRedisError } from '../process/redis.js';
import type { SummaryAnswer, SummaryTask } from './summary.thread.js';

/**
 * Writes the report of each study whose trials and ensemble are over. It needs no job: whoever
 * starts after a death in mid-report finds in the store that there is none.
 */
export interface ReportWriter {
  /** Writes a report unless it is being written; the end is told by events, and in the index. */
  request(studyId: string): void;
  /** Waits so long for the report that is being written, then gives it up. */
  close(graceMs: number): Promise<void>;
}

interface ReportParts {
  readonly settings: StoreSettings;
  readonly events: Pick<EventLog, 'publish'>;
  readonly index: StudyIndex;
  /** Is told of a study that was taken to be over, of which the store lacks an end. */
  readonly onOpen: (studyId: string) => Promise<void>;
  /** Is told how long each attempt at a report took. */
  readonly onSummarised: (studyId: string, seconds: number, end: 'written' | 'failed') => void;
}

const threadIdleMs = 30_000;

/** In a thread: resampling takes seconds to minutes, in which this process has to answer requests. */
export function createReportWriter(parts: ReportParts): ReportWriter {
  // A thread waits a while for another report, since what it loads takes most of a second, then ends
  // and takes its memory with it.
  const threads = new Piscina<SummaryTask, SummaryAnswer>({
    filename: fileURLToPath(new URL('./summary.thread.js', import.meta.url)),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: threadIdleMs,
  });
  // Of a thread whose report is written already.
  threads.on('error', (error: Error) => {
    log.error({ err: error }, `thread of reports: ${error.message}`);
  });
  const leaving = new AbortController();
  const writing = new Map<string, Promise<void>>();

  async function write(studyId: string): Promise<void> {
    const task = { store: parts.settings, studyId };
    const answer = await threads.run(task, { name: 'summarise', signal: leaving.signal });
    if ('failed' in answer) throw fromPlainError(answer.failed);
    if (!answer.report) {
      log.warn({ studyId }, `summary of ${studyId}: put off, a cell has no end`);
      return parts.onOpen(studyId);
    }
    const at = new Date().toISOString();
    const event = { type: 'study.finished' as const, at, studyId, ...answer.report };
    // Redis may be away: the study is over all the same.
    parts.index.apply({ event });
    await parts.events.publish(event).catch(logRedisError);
  }

  async function tellFailure(studyId: string, thrown: unknown): Promise<void> {
    // Nothing of it is in the store, or all: the next orchestrator writes it anew.
    if (leaving.signal.aborted) return;
    const error = toAppError(thrown);
    const { code, message } = error;
    log.error({ studyId, err: error }, `summary of ${studyId}: ${message}`);
    const at = new Date().toISOString();
    const event = { type: 'study.summaryFailed' as const, at, studyId, code, message };
    parts.index.apply({ event });
    await parts.events.publish(event).catch(logRedisError);
  }

  return {
    request(studyId) {
      if (writing.has(studyId) || leaving.signal.aborted) return;
      const startedMs = performance.now();
      const tellTime = (end: 'written' | 'failed') => {
        parts.onSummarised(studyId, (performance.now() - startedMs) / 1000, end);
      };
      const written = write(studyId)
        .then(
          () => {
            tellTime('written');
          },
          (error: unknown) => {
            tellTime('failed');
            return tellFailure(studyId, error);
          },
        )
        .finally(() => writing.delete(studyId));
      writing.set(studyId, written);
    },
    async close(graceMs) {
      const late = setTimeout(() => {
        leaving.abort();
      }, graceMs);
      await Promise.all(writing.values());
      clearTimeout(late);
      leaving.abort();
      await threads.destroy();
    },
  };
}
