import {
  describeConfiguration,
  scoreNames,
  type StudyDetail,
  type StudyTableName,
  type TrialView,
} from '@crossfold/contracts';
import type { StudyReader } from '../reader/study-reader.js';
import { columnName } from '../tables/data-table.js';
import { tableRows, type TableRow } from '../tables/table-rows.js';

/** Values of one epoch of a trial by name, as `train_loss`. */
export interface TrackedEpoch {
  /** From 1. */
  readonly epoch: number;
  readonly values: readonly (readonly [name: string, value: number])[];
}

/** A trial that has ended, as other tools track runs. */
export interface TrackedTrial {
  readonly trialId: string;
  readonly variant: string;
  readonly repeat: number;
  readonly fold: number;
  readonly seed: number;
  readonly state: Extract<TrialView['state'], 'succeeded' | 'failed' | 'skipped' | 'raced-out'>;
  readonly error: string | null;
  /** ISO 8601; null without a result. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Of the outer fold, and how much was trained, as `balanced_accuracy`. */
  readonly scores: readonly (readonly [name: string, value: number])[];
  readonly epochs: readonly TrackedEpoch[];
}

/** What of a study other tools can hold. */
export interface TrackedStudy {
  readonly detail: StudyDetail;
  /** Every setting of each variant, by its path, as texts. */
  readonly settings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Paths of the settings in which variants differ. */
  readonly varied: readonly string[];
  /** Trials that have ended, one at a time: all epochs of a study need not fit into memory. */
  readonly trials: AsyncGenerator<TrackedTrial>;
}

/**
 * A study for another tool, from a server or the store alone.
 *
 * @throws AppError as the reader
 */
export async function trackStudy(
  reader: StudyReader,
  studyId: string,
  signal: AbortSignal,
): Promise<TrackedStudy> {
  const detail = await reader.study(studyId);
  const { settings, arms, baseline } = describeConfiguration(detail.study.variants);
  const own = new Map(settings.map(({ path, value }) => [path, value]));
  const read = (name: StudyTableName) =>
    reader.table(studyId, name, 'jsonl', signal).then(tableRows);
  return {
    detail,
    settings: new Map([
      [baseline, own],
      ...arms.map(({ name, differences }) => [name, settingsOfArm(own, differences)] as const),
    ]),
    varied: [
      ...new Set(arms.flatMap(({ differences }) => differences.map(({ path }) => path))),
    ].sort(),
    trials: joinTrials(await read('cells'), await read('epochs')),
  };
}

function settingsOfArm(
  baseline: ReadonlyMap<string, string>,
  differences: readonly { readonly path: string; readonly arm: string | null }[],
): Map<string, string> {
  const settings = new Map(baseline);
  for (const { path, arm } of differences) {
    if (arm === null) settings.delete(path);
    else settings.set(path, arm);
  }
  return settings;
}

/** Both tables have the trials in the same order. */
async function* joinTrials(
  cells: AsyncGenerator<TableRow>,
  epochs: AsyncGenerator<TableRow>,
): AsyncGenerator<TrackedTrial> {
  let next = await epochs.next();
  for await (const cell of cells) {
    const own: TrackedEpoch[] = [];
    while (!next.done && next.value['trial'] === cell['trial']) {
      own.push(epochOf(next.value));
      next = await epochs.next();
    }
    if (cell['state'] !== 'open') yield trialOf(cell, own);
  }
}

const facts = [
  'epochs',
  'bestEpoch',
  'trainSeconds',
  'imagesTrain',
  'imagesValidation',
  'imagesTest',
];

function trialOf(cell: TableRow, epochs: readonly TrackedEpoch[]): TrackedTrial {
  const text = (name: string) => (cell[name] === null ? null : String(cell[name]));
  return {
    trialId: String(cell['trial']),
    variant: String(cell['variant']),
    repeat: Number(cell['repeat']),
    fold: Number(cell['fold']),
    seed: Number(cell['seed']),
    state: cell['state'] as TrackedTrial['state'],
    error: text('error'),
    startedAt: text('started_at'),
    finishedAt: text('finished_at'),
    scores: numbersOf(cell, [...scoreNames, ...facts].map(columnName)),
    epochs,
  };
}

const epochColumns = [
  ...['learning_rate', 'train_loss', 'train_accuracy', 'validation_loss', 'validation_accuracy'],
  'validation_balanced_accuracy',
];

function epochOf(row: TableRow): TrackedEpoch {
  return { epoch: Number(row['epoch']), values: numbersOf(row, epochColumns) };
}

function numbersOf(row: TableRow, columns: readonly string[]) {
  return columns.flatMap((column) => {
    const value = row[column];
    return typeof value === 'number' ? [[column, value] as const] : [];
  });
}

/**
 * When an epoch ended, in milliseconds since 1970: none is recorded, and they are taken to have been
 * of one length.
 */
export function epochTimeMs(
  { startedAt, finishedAt, epochs }: TrackedTrial,
  epoch: number,
): number {
  const [start, end] = [Date.parse(startedAt ?? ''), Date.parse(finishedAt ?? '')];
  if (Number.isNaN(start) || Number.isNaN(end)) return 0;
  const most = Math.max(1, ...epochs.map((one) => one.epoch));
  return Math.round(start + ((end - start) * epoch) / most);
}
