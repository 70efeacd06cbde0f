import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '@crossfold/contracts';
import { openObjectStore } from '@crossfold/storage';
import type { SummaryAnswer, SummaryTask } from './summarise-in-thread.js';
import { writeReport } from './write-report.js';

/* A thread that writes one report, and ends. */

const { store: settings, studyId } = workerData as SummaryTask;
const store = openObjectStore(settings);

async function summarise(): Promise<SummaryAnswer> {
  try {
    const report = await writeReport(store, studyId);
    return { type: 'written', report: report && { state: report.state, edition: report.edition } };
  } catch (thrown) {
    const { code, message, stack } = toAppError(thrown);
    process.stderr.write(`summary of ${studyId}: ${stack ?? message}\n`);
    return { type: 'failed', code, message };
  } finally {
    await store.close();
  }
}

parentPort?.postMessage(await summarise());
