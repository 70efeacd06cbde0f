import { isFinalTrialState, trialStates, type TrialView } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';
import { formatDuration } from '../terminal/units.js';
import type { StudyProgress } from './study-progress.js';

export interface ProgressViewOptions {
  readonly studyId: string;
  readonly etaSeconds: number | null;
  /** Why nothing goes on. */
  readonly waiting: string | null;
  /** Rows of the screen. */
  readonly rows: number;
}

const barWidth = 24;
/** The heading, the counts, why it waits, the table's own head, the ensemble, and the line of what is left out. */
const otherRows = 8;

/** The screen of a study that runs: how far it is, and what each running trial does. */
export function progressLines(progress: StudyProgress, options: ProgressViewOptions): string[] {
  const counts = progress.counts();
  const total = trialStates.reduce((sum, state) => sum + counts[state], 0);
  const final = trialStates.filter(isFinalTrialState).reduce((sum, s) => sum + counts[s], 0);
  const eta =
    options.etaSeconds === null ? '' : `, about ${formatDuration(options.etaSeconds)} left`;
  const states = trialStates.filter((state) => counts[state] > 0);
  const ensemble = progress.ensemble();
  return [
    `${options.studyId}  ${bar(final, total)}  ${final} of ${total} trials${eta}`,
    states.map((state) => `${state} ${counts[state]}`).join(', '),
    ...(options.waiting === null ? [] : [`waits: ${options.waiting}`]),
    ...runningLines(progress.running(), Math.max(1, options.rows - otherRows)),
    ...(ensemble ? [`ensemble: member ${ensemble.member} of ${ensemble.members}`] : []),
  ];
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.floor((barWidth * done) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
}

function runningLines(running: readonly TrialView[], most: number): string[] {
  if (running.length === 0) return [];
  const columns = [
    { title: 'trial' },
    { title: 'epoch', align: 'right' as const },
    { title: 'doing' },
    { title: 'step', align: 'right' as const },
    { title: 'images/s', align: 'right' as const },
  ];
  const rows = running
    .slice(0, most)
    .map((trial) => [
      trial.trialId,
      trial.epochs === null ? '' : `${trial.epoch}/${trial.epochs}`,
      trial.phase ?? 'starting',
      trial.steps === 0 ? '' : `${trial.step}/${trial.steps}`,
      trial.imagesPerSecond === null ? '' : trial.imagesPerSecond.toFixed(0),
    ]);
  const hidden = running.length - rows.length;
  return [...tableLines(columns, rows), ...(hidden > 0 ? [`and ${hidden} more`] : [])];
}
