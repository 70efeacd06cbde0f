import {
  foldsText,
  trialStates,
  type StudyDetail,
  type StudyView,
  type Submitted,
  type TrialView,
} from '@crossfold/contracts';
import { listLines } from '../terminal/list-lines.js';
import { tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatDuration } from '../terminal/units.js';
import { interimLines } from './interim-view.js';

/** Says how much of a study there is, and where it is shown. */
/** @param isGrown whether it takes the results of the study that it is a clone of */
export function submittedText(
  { studyId, trials, same, ensemble, later = [] }: Submitted,
  url: string,
  isGrown = false,
): string {
  const taken = same > 0 ? `, ${same} of them as in studies whose results are reused` : '';
  const sealed = isGrown && ensemble === false ? '; the sealed part is not opened again' : '';
  const next = later.map(({ name }) => `, then stage ${name}`).join('');
  return `${studyId}: ${trials} trials${taken}${sealed}${next}, ${url}/#/studies/${studyId}`;
}

export function studyListLines(
  terminal: Pick<Terminal, 'mode' | 'size'>,
  studies: readonly StudyView[],
): string[] {
  const columns = [
    { title: 'study' },
    { title: 'state' },
    { title: 'trials' },
    { title: 'variants' },
    { title: 'submitted (UTC)' },
    { title: 'baseline %', align: 'right' as const },
    { title: 'answer' },
  ];
  const rows = studies.map((study) => [
    study.studyId,
    study.waiting === null ? study.state : `${study.state}, ${lackOf(study.waiting)}`,
    countsText(study),
    study.variants.length,
    study.submittedAt.slice(0, 16).replace('T', ' '),
    percentText(study.answer?.baseline),
    study.answer?.headline ?? '',
  ]);
  return listLines(terminal, columns, rows);
}

/** What is missing, in the two words that it begins with: `no worker`, `no stack`. */
function lackOf(waiting: string): string {
  return waiting.split(' ', 2).join(' ');
}

/** Why studies stand still, and what to do about it; null where none does. */
export function waitingText(studies: readonly StudyView[]): string | null {
  const [first, ...others] = studies.filter(({ waiting }) => waiting !== null);
  if (!first) return null;
  const { studyId, waiting } = first;
  const which = others.length === 0 ? studyId : `${others.length + 1} studies`;
  const remedy = waitingRemedy(others.length === 0 ? studyId : 'STUDY');
  return `${which}: ${waiting ?? ''}; ${remedy}`;
}

function waitingRemedy(studyId: string): string {
  return `start one: crossfold study follow ${studyId}, or crossfold up`;
}

export function studyLines(detail: StudyDetail, trials: readonly TrialView[]): string[] {
  const { study, etaSeconds } = detail;
  const { foldPlan, dataset, seeds } = study;
  const left = etaSeconds ? `, about ${formatDuration(etaSeconds)} left` : '';
  const eta = detail.waiting === null ? left : `, time left unknown: ${detail.waiting}`;
  return [
    `${detail.studyId}: ${detail.state}, ${countsText(detail)}${eta}`,
    ...(detail.waiting === null ? [] : [`what to do: ${waitingRemedy(detail.studyId)}`]),
    ...(detail.error ? [`no report: ${detail.error.code}: ${detail.error.message}`] : []),
    `data set ${dataset.name}, protocol ${foldPlan.options.protocol}, ${foldsText(foldPlan.options)}, seeds ${seeds.join(', ')}`,
    ...seriesLines(detail.series),
    ...interimLines(detail.interim),
    '',
    ...trialLines(trials),
    ...remedyLines(trials),
  ];
}

function seriesLines(series: StudyDetail['series']): string[] {
  if (!series) return [];
  const { index, stages, stopped } = series;
  const others = stages.flatMap(({ name, studyId }, at) =>
    at === index ? [] : [`${at < index ? 'after' : 'before'} ${name} (${studyId})`],
  );
  const own = `stage ${stages[index]?.name ?? ''}, ${index + 1} of ${stages.length}`;
  return [`${own}: ${others.join(', ')}${stopped === null ? '' : `; ${stopped}`}`];
}

function percentText(share: number | null | undefined): string {
  return share === null || share === undefined ? '' : (100 * share).toFixed(1);
}

/** What to do about each kind of failure, once. */
function remedyLines(trials: readonly TrialView[]): string[] {
  const errors = trials.flatMap(({ error }) => error ?? []);
  const remedies = new Set(errors.map(({ code, remedy }) => `${code}: ${remedy}`));
  return remedies.size === 0 ? [] : ['', 'what to do:', ...remedies];
}

function trialLines(trials: readonly TrialView[]): string[] {
  const columns = [
    { title: 'trial' },
    { title: 'state' },
    { title: 'attempt', align: 'right' as const },
    { title: 'epoch', align: 'right' as const },
    { title: 'balanced accuracy', align: 'right' as const },
    { title: 'macro-F1', align: 'right' as const },
    { title: 'time', align: 'right' as const },
    { title: 'error, or why it waits' },
  ];
  const rows = trials.map((trial) => [
    trial.trialId,
    trial.phase === null ? trial.state : `${trial.state}: ${trial.phase}`,
    trial.attempt === 0 ? '' : trial.attempt,
    trial.epochs === null ? '' : `${trial.epoch}/${trial.epochs}`,
    trial.scores?.balancedAccuracy.toFixed(3) ?? '',
    trial.scores?.macroF1.toFixed(3) ?? '',
    trial.seconds === null ? '' : formatDuration(trial.seconds),
    trial.error === null ? (trial.waiting ?? '') : `${trial.error.code}: ${trial.error.message}`,
  ]);
  return tableLines(columns, rows);
}

function countsText({ trials }: StudyView): string {
  const states = trialStates.filter((state) => trials[state] > 0);
  return states.map((state) => `${trials[state]} ${state}`).join(', ');
}
