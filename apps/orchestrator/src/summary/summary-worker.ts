import { fileURLToPath } from 'node:url';
import { fromPlainError, queues, toAppError, type SummaryJob } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { WaitingError, Worker } from 'bullmq';
import { Piscina } from 'piscina';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import type { SummaryAnswer, SummaryTask } from './summary.thread.js';

export interface SummaryWorker {
  /** Waits so long for the report that is being written, then puts its job back. */
  close(graceMs: number): Promise<void>;
}

/*
 * A report whose orchestrator died is taken up when its lock has run out. Reports are written in a
 * thread, so that the lock is never lost by being busy.
 */
const locking = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 20 } as const;

/**
 * Writes the report of each study whose trials and ensemble are over; in a thread, because
 * resampling takes seconds to minutes, in which this process has to answer requests and keep locks.
 */
export function startSummaryWorker(
  connection: { readonly url: string; readonly prefix: string },
  store: StoreSettings,
  events: EventLog,
): SummaryWorker {
  // No thread stays: it ends after its report and takes its memory with it.
  const threads = new Piscina<SummaryTask, SummaryAnswer>({
    filename: fileURLToPath(new URL('./summary.thread.js', import.meta.url)),
    ...{ minThreads: 0, maxThreads: 1, idleTimeout: 0 },
  });
  // Of a thread whose report is written already.
  threads.on('error', (error: Error) => {
    process.stderr.write(`thread of reports: ${error.stack ?? error.message}\n`);
  });
  const leaving = new AbortController();
  const worker = new Worker<SummaryJob, void>(
    queues.summaries.name,
    async (job, token) => {
      const { studyId } = queues.summaries.payload.parse(job.data);
      const { signal } = leaving;
      const writing = threads.run({ store, studyId }, { name: 'summarise', signal });
      const answer = await writing.catch(async (error: unknown) => {
        if (!signal.aborted) throw error;
        // Nothing of it is in the store, or all: the next orchestrator writes it anew.
        await job.moveToWait(token);
        throw new WaitingError();
      });
      if ('failed' in answer) throw fromPlainError(answer.failed);
      if (!answer.report) return;
      const at = new Date().toISOString();
      await events.publish({ type: 'study.finished', at, studyId, ...answer.report });
    },
    {
      connection: { url: connection.url, maxRetriesPerRequest: null },
      prefix: connection.prefix,
      ...locking,
    },
  );
  worker.on('error', logRedisError);
  worker.on('failed', (job, error) => {
    process.stderr.write(`summary of ${job?.data.studyId ?? 'a study'}: ${error.stack ?? ''}\n`);
    if (!job) return;
    const { studyId } = job.data;
    const { code, message } = toAppError(error);
    const at = new Date().toISOString();
    // Redis may be what failed; then the next try tells.
    void events
      .publish({ type: 'study.summaryFailed', at, studyId, code, message })
      .catch(logRedisError);
  });
  return {
    async close(graceMs) {
      const late = setTimeout(() => {
        leaving.abort();
      }, graceMs);
      await worker.close();
      clearTimeout(late);
      await threads.destroy();
    },
  };
}
