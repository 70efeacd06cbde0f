import { fileURLToPath } from 'node:url';
import { fromPlainError, queues, toAppError, type SummaryJob } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { Worker } from 'bullmq';
import { Piscina } from 'piscina';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import type { SummaryAnswer, SummaryTask } from './summary.thread.js';

export interface SummaryWorker {
  close(): Promise<void>;
}

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
  const worker = new Worker<SummaryJob, void>(
    queues.summaries.name,
    async (job) => {
      const { studyId } = queues.summaries.payload.parse(job.data);
      const answer = await threads.run({ store, studyId }, { name: 'summarise' });
      if ('failed' in answer) throw fromPlainError(answer.failed);
      if (!answer.report) return;
      const at = new Date().toISOString();
      const { state, edition } = answer.report;
      await events.publish({ type: 'study.finished', at, studyId, state, edition });
    },
    {
      connection: { url: connection.url, maxRetriesPerRequest: null },
      prefix: connection.prefix,
      lockDuration: 60_000,
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
    async close() {
      await worker.close();
      await threads.destroy();
    },
  };
}
