import {
  AppError,
  listTrials,
  records,
  desiredStateFor,
  type Control,
  type EnsembleFailure,
  type EnsembleResult,
  type Failure,
  type FoldPlan,
  type ForeignArm,
  type PositiveGroup,
  type Predictions,
  type RaceDecision,
  type StopDecision,
  type Receipt,
  type SealedOpening,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { readSealedOpenings } from './sealed-openings.js';
import { readRaceDecisions } from '../race/race-record.js';
import { readStopDecisions } from '../stopping/stop-record.js';
import { mapBounded, sealedImages } from '@crossfold/data';
import {
  readControl,
  readEnsembleFailure,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  readStandingFailure,
  type ObjectStore,
} from '@crossfold/storage';
import { readForeignCells, type ForeignCell } from '../foreign/foreign-cells.js';

const readsInFlight = 16;

/** How a cell ended: by a receipt, a failure or a skip; by none where it was cancelled, or is open. */
export interface CellEnd {
  readonly cell: TrialCell;
  readonly receipt: Receipt | null;
  readonly failure: Failure | null;
}

export interface CellResult extends CellEnd {
  readonly predictions: Predictions | null;
}

/** All that a report is made of. */
export interface StudyResults {
  readonly study: Study;
  readonly foldPlan: FoldPlan;
  /** Of the data set; null where it names none. */
  readonly positive: PositiveGroup | null;
  readonly control: Control;
  readonly cells: readonly CellEnd[];
  /**
   * Reads what some of the cells predicted: thousands of cells would not fit into memory at once.
   *
   * @throws AppError INTERNAL for a prediction on the sealed part, naming the trial and the image
   */
  readonly withPredictions: (cells: readonly CellEnd[]) => Promise<CellResult[]>;
  /**
   * Reads what a model made elsewhere predicted.
   *
   * @throws AppError where its table is no longer what the study was compiled with
   */
  readonly foreignCells: (arm: ForeignArm) => Promise<ForeignCell[]>;
  readonly ensemble: EnsembleResult | null;
  /** Of its race, in order; none where it does not race. */
  readonly raceDecisions: readonly RaceDecision[];
  /** That stopped trials, in order; none where it stops none. */
  readonly stopDecisions: readonly StopDecision[];
  /** Why there is no ensemble, where scoring it failed. */
  readonly ensembleFailure: EnsembleFailure | null;
  /** Of the sealed part of the plan, by whatever study, oldest first. */
  readonly sealedOpenings: readonly SealedOpening[];
}

/** How the cells of a study ended, or those of one variant, and nothing of what they predicted. */
export async function readCellEnds(
  store: ObjectStore,
  studyId: string,
  variant?: string,
): Promise<Pick<StudyResults, 'study' | 'control' | 'cells'>> {
  const [study, control] = await Promise.all([
    readRecord(store, records.study, { studyId }),
    readControl(store, studyId),
  ]);
  const asked = listTrials(study).filter(
    (cell) => variant === undefined || cell.variant === variant,
  );
  const cells = await mapBounded(asked, readsInFlight, (cell) => readCell(store, control, cell));
  return { study, control, cells };
}

export async function readStudyResults(store: ObjectStore, studyId: string): Promise<StudyResults> {
  const { study, control, cells } = await readCellEnds(store, studyId);
  const foldPlan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
  const sealed = new Set(sealedImages(foldPlan));
  return {
    study,
    foldPlan,
    positive: foldPlan.positive,
    control,
    cells,
    withPredictions: (some) =>
      mapBounded(some, readsInFlight, async (end) => {
        const predictions = await readPredictions(store, end);
        assertSealKept(end.cell, predictions, sealed);
        return { ...end, predictions };
      }),
    foreignCells: (arm) => readForeignCells(store, arm, foldPlan),
    raceDecisions: study.racing ? await readRaceDecisions(store, studyId) : [],
    stopDecisions: study.stopping ? await readStopDecisions(store, studyId) : [],
    ensemble: await readRecordIfThere(store, records.ensemble, { studyId }),
    ensembleFailure: await readEnsembleFailure(store, control),
    sealedOpenings: await readSealedOpenings(store, foldPlan),
  };
}

/** Cells that have no end yet: no report may be written over them. */
export function openCells({ control, cells }: StudyResults): TrialCell[] {
  return cells
    .filter(({ receipt, failure }) => !receipt && !failure)
    .filter(({ cell }) => desiredStateFor(control, cell.trialId) !== 'cancel')
    .map(({ cell }) => cell);
}

async function readPredictions(
  store: ObjectStore,
  { receipt }: CellEnd,
): Promise<Predictions | null> {
  return receipt && readNamedRecord(store, records.predictions, receipt.predictions);
}

/** Out-of-fold predictions on a sealed image would mean that a trial had read it. */
function assertSealKept(
  { trialId }: TrialCell,
  predictions: Predictions | null,
  sealed: ReadonlySet<string>,
): void {
  const seen = predictions?.imageIds.find((imageId) => sealed.has(imageId));
  if (seen === undefined) return;
  throw new AppError(
    'INTERNAL',
    `expected no prediction on the sealed part for ${trialId}, got one of ${seen}`,
  );
}

async function readCell(store: ObjectStore, control: Control, cell: TrialCell): Promise<CellEnd> {
  const { studyId } = control;
  const receipt = await readRecordIfThere(store, records.receipt, {
    studyId,
    trialId: cell.trialId,
  });
  if (receipt) return { cell, receipt, failure: null };
  const failure = await readStandingFailure(store, control, cell.trialId);
  return { cell, receipt: null, failure };
}
