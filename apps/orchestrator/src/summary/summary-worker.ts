import { fileURLToPath } from 'node:url';
import { queues, type SummaryJob } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { Worker } from 'bullmq';
import { Piscina } from 'piscina';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import type { SummaryTask, WrittenReport } from './summary.thread.js';

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
  const threads = new Piscina<SummaryTask, WrittenReport | null>({
    filename: fileURLToPath(new URL('./summary.thread.js', import.meta.url)),
    ...{ minThreads: 0, maxThreads: 1, idleTimeout: 0 },
  });
  const worker = new Worker<SummaryJob, void>(
    queues.summaries.name,
    async (job) => {
      const { studyId } = queues.summaries.payload.parse(job.data);
      const report = await threads.run({ store, studyId }, { name: 'summarise' });
      if (!report) return;
      const at = new Date().toISOString();
      const { state, edition } = report;
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
  });
  return {
    async close() {
      await worker.close();
      await threads.destroy();
    },
  };
}
