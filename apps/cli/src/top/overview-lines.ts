import { isFinalTrialState, trialStates, type StudyView } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';
import { formatDuration } from '../terminal/units.js';
import type { Overview, RunningTrial } from './overview.js';

/** Heading, counts, titles and rules of the tables, and the lines of what is left out. */
const otherRows = 11;

/** @param size of the screen, which the tables share; on a page of any length all is shown */
export function overviewLines(
  { at, server, studies, running }: Overview,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const most = Math.max(2, Math.floor((rows - otherRows) / 2));
  const workers = new Set(running.map(({ worker }) => worker)).size;
  const waiting = studies.reduce((sum, { trials }) => sum + trials.queued, 0);
  const where = server ?? 'no server runs here: states are those of the store';
  return [
    `${where}, ${at.slice(0, 19).replace('T', ' ')} UTC`,
    `studies ${studies.length}, trials running ${running.length}, workers with trials ${workers}, trials waiting ${waiting}`,
    '',
    ...studyRows(studies, most, columns),
    ...(running.length > 0 ? ['', ...runningRows(running, most, columns)] : []),
  ];
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
      trial.worker ?? '',
      trial.epochs === null ? '' : `${trial.epoch}/${trial.epochs}`,
      trial.phase ?? 'starting',
      trial.imagesPerSecond?.toFixed(0) ?? '',
    ]);
  return [...tableLines(columns, rows, width), ...moreLine(running.length - rows.length)];
}

function moreLine(hidden: number): string[] {
  return hidden > 0 ? [`and ${hidden} more`] : [];
}
