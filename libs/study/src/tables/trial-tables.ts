import {
  records,
  stateOfEnd,
  type PredictionFilter,
  type Receipt,
  type Study,
  type TrialCell,
  type TrialPredictions,
} from '@crossfold/contracts';
import { groupOf, mapAhead, testingFold } from '@crossfold/data';
import { readNamedRecord, type ObjectStore } from '@crossfold/storage';
import type { CellEnd, StudyResults } from '../summary/study-results.js';
import { columnName, tableOfRows, type DataTable, type TableValue } from './data-table.js';
import { scoreColumns } from './score-columns.js';

const placeColumns = ['study', 'variant', 'repeat', 'fold', 'seed', 'trial'] as const;

type TrialEnds = Pick<StudyResults, 'study' | 'cells'>;

/** Every trial of the plan: also those that failed, and those that have no end yet. */
export function cellTable({ study, cells }: TrialEnds): DataTable {
  return tableOfRows(
    cells.map((end) => {
      const { receipt, failure } = end;
      return [
        ...placeColumns.map((column, i) => [column, placeOf(study, end.cell)[i] ?? null] as const),
        ['state', stateOf(end)],
        ['error', failure?.code ?? null],
        ['attempt', (receipt ?? failure)?.attempt ?? null],
        ['images_train', receipt?.images.train ?? null],
        ['images_validation', receipt?.images.validation ?? null],
        ['images_test', receipt?.images.test ?? null],
        ['epochs', receipt?.epochs ?? null],
        ['best_epoch', receipt?.bestEpoch ?? null],
        ['started_at', receipt?.timings.startedAt ?? null],
        ['finished_at', receipt?.timings.finishedAt ?? null],
        ['train_seconds', receipt?.timings.trainSeconds ?? null],
        ['device', receipt?.environment.device ?? null],
        ['temperature', receipt?.calibration?.temperature ?? null],
        ...scoreColumns(receipt?.evaluation.scores),
      ];
    }),
  );
}

function stateOf({ receipt, failure }: CellEnd): string {
  if (receipt) return 'succeeded';
  return failure ? stateOfEnd(failure) : 'open';
}

const epochFields = [
  'epoch',
  'stage',
  'learningRate',
  'trainLoss',
  'trainAccuracy',
  'validationLoss',
  'validationAccuracy',
  'validationBalancedAccuracy',
] as const;

/** @returns a table that reads the histories of trials when their rows are asked for */
export function epochTable(store: ObjectStore, { study, cells }: TrialEnds): DataTable {
  return {
    columns: [...placeColumns, ...epochFields.map(columnName)],
    rows: rowsOfTrials(study, cells, async (receipt) => {
      const { epochs } = await readNamedRecord(store, records.history, receipt.history);
      return epochs.map((record) => epochFields.map((field) => record[field]));
    }),
  };
}

/**
 * @param filter whose rows alone are wanted; trials that can have none are not read
 * @returns a table that holds the predictions of a few trials at a time
 */
export async function predictionTable(
  store: ObjectStore,
  { study, cells, foldPlan }: StudyResults,
  { variant, group, label, predicted }: PredictionFilter = {},
): Promise<DataTable> {
  const sought =
    group === undefined
      ? null
      : foldPlan.assignments.filter((row) => row.groupId === group || groupOf(row) === group);
  const images = sought && new Set(sought.map(({ imageId }) => imageId));
  const asked = cells.filter(
    ({ cell }) =>
      (variant === undefined || cell.variant === variant) &&
      (sought?.some((row) => testingFold(row, cell.repeat) === cell.fold) ?? true),
  );
  const classes = await readClasses(store, cells);
  const groups = new Map(foldPlan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const columns = ['image', 'group', 'label', 'predicted', ...classes.map((name) => `p_${name}`)];
  return {
    columns: [...placeColumns, ...columns],
    rows: rowsOfTrials(study, asked, async (receipt) => {
      const predictions = await readNamedRecord(store, records.predictions, receipt.predictions);
      const { imageIds, labels, probabilities } = predictions;
      return imageIds.flatMap((image, i): TableValue[][] => {
        if (images?.has(image) === false) return [];
        const row = probabilities[i] ?? [];
        const truth = predictions.classes[labels[i] ?? -1] ?? null;
        const answer = predictions.classes[row.indexOf(Math.max(...row))] ?? null;
        if (label !== undefined && truth !== label) return [];
        if (predicted !== undefined && answer !== predicted) return [];
        return [[image, groups.get(image) ?? image, truth, answer, ...row]];
      });
    }),
  };
}

/** The predictions of one trial: of the columns of {@link predictionTable}, those of the image. */
export function trialPredictionTable({ classes, images }: TrialPredictions): DataTable {
  return tableOfRows(
    images.map(({ imageId, label, predicted, probabilities }) => [
      ['image', imageId],
      ['label', label],
      ['predicted', predicted],
      ...classes.map((name, i) => [`p_${name}`, probabilities[i] ?? null] as const),
    ]),
  );
}

/** All trials of a study predict the same classes. */
async function readClasses(
  store: ObjectStore,
  cells: readonly CellEnd[],
): Promise<readonly string[]> {
  const receipt = cells.find((end) => end.receipt)?.receipt;
  if (!receipt) return [];
  return (await readNamedRecord(store, records.predictions, receipt.predictions)).classes;
}

/** Trials whose rows are read while those before them are written. */
const readAhead = 8;

async function* rowsOfTrials(
  study: Study,
  cells: readonly CellEnd[],
  read: (receipt: Receipt) => Promise<TableValue[][]>,
): AsyncGenerator<TableValue[]> {
  const ended = cells.flatMap(({ cell, receipt }) => (receipt ? [{ cell, receipt }] : []));
  const rowsOf = async ({ cell, receipt }: (typeof ended)[number]) => {
    const place = placeOf(study, cell);
    return (await read(receipt)).map((row) => [...place, ...row]);
  };
  for await (const rows of mapAhead(ended, readAhead, rowsOf)) yield* rows;
}

function placeOf({ studyId }: Study, { variant, repeat, fold, seed, trialId }: TrialCell) {
  return [studyId, variant, repeat, fold, seed, trialId];
}
