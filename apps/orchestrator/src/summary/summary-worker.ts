import { queues, type SummaryJob } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { Worker } from 'bullmq';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import { summariseInThread } from './summarise-in-thread.js';

export interface SummaryWorker {
  close(): Promise<void>;
}

/** Writes the report of each study whose trials and ensemble are over. */
export function startSummaryWorker(
  connection: { readonly url: string; readonly prefix: string },
  store: StoreSettings,
  events: EventLog,
): SummaryWorker {
  const worker = new Worker<SummaryJob, void>(
    queues.summaries.name,
    async (job) => {
      const { studyId } = queues.summaries.payload.parse(job.data);
      const report = await summariseInThread(store, studyId);
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
  return { close: () => worker.close() };
}
