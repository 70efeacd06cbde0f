import {
  objectPaths,
  queues,
  reportSchema,
  type Report,
  type SummaryJob,
} from '@crossfold/contracts';
import { readJson, updateJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { Worker } from 'bullmq';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../redis.js';
import { openCells, readStudyResults } from './study-results.js';
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

/**
 * A study is summarised once in each edition: the report that is there stands until trials are
 * tried again, and is kept beside the later one.
 *
 * @returns null while a cell has no end: the reconciler queues what is left
 */
async function writeReport(store: ObjectStore, studyId: string): Promise<Report | null> {
  const results = await readStudyResults(store, studyId);
  const open = openCells(results).length;
  if (open > 0) {
    process.stderr.write(`summary of ${studyId}: put off, ${open} cell(s) have no end\n`);
    return null;
  }
  const report = summariseStudy(results, new Date().toISOString());
  await keepEarlier(store, studyId, report.edition);
  return updateJson(store, objectPaths.report(studyId), reportSchema, (current) =>
    current && current.edition >= report.edition ? current : report,
  );
}

async function keepEarlier(store: ObjectStore, studyId: string, edition: number): Promise<void> {
  const key = objectPaths.report(studyId);
  if (edition === 1 || !(await store.head(key))) return;
  const earlier = await readJson(store, key, reportSchema);
  if (earlier.edition >= edition) return;
  const kept = objectPaths.earlierReport(studyId, earlier.edition);
  await writeJsonOnce(store, kept, reportSchema, earlier);
}
