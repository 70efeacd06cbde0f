import {
  isFinalTrialState,
  trialStates,
  waitReasons,
  type QueuePage,
  type StudyView,
  type WorkerView,
} from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';
import { formatDuration } from '../terminal/units.js';
import { jobLines, moreLine } from './job-lines.js';
import type { Overview } from './overview.js';

type RunningTrial = WorkerView['trials'][number] & { readonly worker: string };

/** Heading, counts, titles and rules of the tables, and the lines of what is left out. */
const otherRows = 20;
const tables = 4;

/** @param size of the screen, which the tables share; on a page of any length all is shown */
export function overviewLines(
  { at, server, studies, workers, queue }: Overview,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const most = Math.max(2, Math.floor((rows - otherRows) / tables));
  const running = workers.flatMap(({ id, trials }) =>
    trials.map((trial) => ({ ...trial, worker: id })),
  );
  const where = server ?? 'no server runs here: states are those of the store';
  const counts = [
    `studies ${studies.length}`,
    `workers ${workers.length}`,
    `trials running ${running.length}`,
    ...(queue ? [`jobs waiting ${queue.total}${reasonsText(queue.reasons)}`] : []),
  ];
  const parts = [
    studyRows(studies, most, columns),
    workerRows(workers, most, columns),
    runningRows(running, most, columns),
    queue ? jobLines(queue, { most, width: columns }) : [],
  ];
  return [
    `${where}, ${at.slice(0, 19).replace('T', ' ')} UTC`,
    counts.join(', '),
    ...parts.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines]),
  ];
}

function reasonsText(reasons: QueuePage['reasons']): string {
  const parts = waitReasons
    .filter((reason) => reasons[reason] > 0)
    .map((reason) => `${reason} ${reasons[reason]}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function workerRows(workers: readonly WorkerView[], most: number, width: number): string[] {
  if (workers.length === 0) return [];
  const columns = [
    { title: 'worker' },
    { title: 'host' },
    { title: 'device' },
    { title: 'trials', align: 'right' as const },
    { title: 'slots', align: 'right' as const },
    { title: 'images/s', align: 'right' as const },
    { title: 'state' },
  ];
  const rows = workers
    .slice(0, most)
    .map(({ id, host, device, trials, slots, imagesPerSecond, isDraining }) => [
      id,
      host ?? '',
      device ?? '',
      trials.length,
      slots ?? '',
      imagesPerSecond?.toFixed(0) ?? '',
      isDraining ? 'leaves' : 'takes trials',
    ]);
  return [...tableLines(columns, rows, width), ...moreLine(workers.length - rows.length)];
}

function studyRows(studies: readonly StudyView[], most: number, width: number): string[] {
  if (studies.length === 0) return ['no study runs or waits'];
  const columns = [
    { title: 'study' },
    { title: 'state' },
    { title: 'done', align: 'right' as const },
    { title: 'trials', align: 'right' as const },
    { title: 'running', align: 'right' as const },
    { title: 'failed', align: 'right' as const },
    { title: 'left' },
  ];
  const rows = studies.slice(0, most).map(({ studyId, state, trials, etaSeconds, waiting }) => {
    const total = trialStates.reduce((sum, one) => sum + trials[one], 0);
    const done = trialStates.filter(isFinalTrialState).reduce((sum, one) => sum + trials[one], 0);
    const left = etaSeconds === null ? '' : formatDuration(etaSeconds);
    return [studyId, state, done, total, trials.running, trials.failed, waiting ?? left];
  });
  return [...tableLines(columns, rows, width), ...moreLine(studies.length - rows.length)];
}

function runningRows(running: readonly RunningTrial[], most: number, width: number): string[] {
  if (running.length === 0) return [];
  const columns = [
    { title: 'trial' },
    { title: 'study' },
    { title: 'worker' },
    { title: 'epoch', align: 'right' as const },
    { title: 'doing' },
    { title: 'images/s', align: 'right' as const },
  ];
  const rows = running
    .slice(0, most)
    .map((trial) => [
      trial.trialId,
      trial.studyId,
      trial.worker,
      trial.epochs === null ? '' : `${trial.epoch}/${trial.epochs}`,
      trial.phase ?? 'starting',
      trial.imagesPerSecond?.toFixed(0) ?? '',
    ]);
  return [...tableLines(columns, rows, width), ...moreLine(running.length - rows.length)];
}
