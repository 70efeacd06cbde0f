import {
  AppError,
  ensembleResultSchema,
  failureSchema,
  foldPlanSchema,
  isStanding,
  listTrials,
  objectPaths,
  predictionsSchema,
  receiptSchema,
  sealedOpeningSchema,
  studySchema,
  wishFor,
  type Control,
  type EnsembleResult,
  type Failure,
  type FoldPlan,
  type Predictions,
  type Receipt,
  type SealedOpening,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { mapBounded, sealedImages, sealedPartSha256 } from '@crossfold/data';
import { readControl, readJson, type ObjectStore } from '@crossfold/storage';

const readsInFlight = 16;

/** How a cell ended: by a receipt or a failure; by neither where it was cancelled, or is open. */
export interface CellResult {
  readonly cell: TrialCell;
  readonly receipt: Receipt | null;
  readonly predictions: Predictions | null;
  readonly failure: Failure | null;
}

/** All that a report is made of. */
export interface StudyResults {
  readonly study: Study;
  readonly foldPlan: FoldPlan;
  readonly control: Control;
  readonly cells: readonly CellResult[];
  readonly ensemble: EnsembleResult | null;
  /** Of the sealed part of the plan, by whatever study, oldest first. */
  readonly sealedOpenings: readonly SealedOpening[];
}

export async function readStudyResults(store: ObjectStore, studyId: string): Promise<StudyResults> {
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  const foldPlan = await readJson(
    store,
    objectPaths.foldPlan(study.foldPlan.sha256),
    foldPlanSchema,
  );
  const control = await readControl(store, studyId);
  const cells = await mapBounded(listTrials(study), readsInFlight, (cell) =>
    readCell(store, control, cell),
  );
  assertSealKept(foldPlan, cells);
  const ensemble = objectPaths.ensemble(studyId);
  return {
    study,
    foldPlan,
    control,
    cells,
    ensemble: (await store.head(ensemble))
      ? await readJson(store, ensemble, ensembleResultSchema)
      : null,
    sealedOpenings: await readOpenings(store, foldPlan),
  };
}

/** Cells that have no end yet: no report may be written over them. */
export function openCells({ control, cells }: StudyResults): TrialCell[] {
  return cells
    .filter(({ receipt, failure }) => !receipt && !failure)
    .filter(({ cell }) => wishFor(control, cell.trialId) !== 'cancel')
    .map(({ cell }) => cell);
}

/**
 * Out-of-fold predictions on a sealed image would mean that a trial had read it.
 *
 * @throws AppError INTERNAL naming the trial and the image
 */
function assertSealKept(foldPlan: FoldPlan, cells: readonly CellResult[]): void {
  const sealed = new Set(sealedImages(foldPlan));
  for (const { cell, predictions } of cells) {
    const seen = predictions?.imageIds.find((imageId) => sealed.has(imageId));
    if (seen === undefined) continue;
    throw new AppError(
      'INTERNAL',
      `expected no prediction on the sealed test part for ${cell.trialId}, got one of ${seen}`,
    );
  }
}

async function readOpenings(store: ObjectStore, foldPlan: FoldPlan): Promise<SealedOpening[]> {
  if (sealedImages(foldPlan).length === 0) return [];
  const openings: SealedOpening[] = [];
  for await (const { key } of store.list(objectPaths.sealedOpenings(sealedPartSha256(foldPlan)))) {
    openings.push(await readJson(store, key, sealedOpeningSchema));
  }
  return openings.sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

async function readCell(
  store: ObjectStore,
  control: Control,
  cell: TrialCell,
): Promise<CellResult> {
  const { studyId } = control;
  const receiptKey = objectPaths.receipt(studyId, cell.trialId);
  if (await store.head(receiptKey)) {
    const receipt = await readJson(store, receiptKey, receiptSchema);
    const predictions = await readJson(store, receipt.predictions.key, predictionsSchema);
    return { cell, receipt, predictions, failure: null };
  }
  const failureKey = objectPaths.failure(studyId, cell.trialId);
  const failed = await store.head(failureKey);
  const failure = failed ? await readJson(store, failureKey, failureSchema) : null;
  const isEnd = failure && isStanding(control, cell.trialId, failure.edition);
  return { cell, receipt: null, predictions: null, failure: isEnd ? failure : null };
}
