import {
  objectPaths,
  queues,
  reportSchema,
  type Report,
  type SummaryJob,
} from '@crossfold/contracts';
import { readJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { Worker } from 'bullmq';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import { readStudyResults } from './study-results.js';
import { summariseStudy } from './summarise-study.js';

export interface SummaryWorker {
  close(): Promise<void>;
}

/** Writes the report of each study whose trials and ensemble are over. */
export function startSummaryWorker(
  connection: { readonly url: string; readonly prefix: string },
  store: ObjectStore,
  events: EventLog,
): SummaryWorker {
  const worker = new Worker<SummaryJob, void>(
    queues.summaries.name,
    async (job) => {
      const { studyId } = queues.summaries.payload.parse(job.data);
      const report = await writeReport(store, studyId);
      const at = new Date().toISOString();
      await events.publish({ type: 'study.finished', at, studyId, state: report.state });
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

/** A report that is there already stands: a study is summarised once. */
async function writeReport(store: ObjectStore, studyId: string): Promise<Report> {
  const key = objectPaths.report(studyId);
  const report = summariseStudy(await readStudyResults(store, studyId), new Date().toISOString());
  const isWritten = await writeJsonOnce(store, key, reportSchema, report);
  return isWritten ? report : readJson(store, key, reportSchema);
}
