import {
  ensembleResultSchema,
  failureSchema,
  foldPlanSchema,
  listTrials,
  objectPaths,
  predictionsSchema,
  receiptSchema,
  studySchema,
  type EnsembleResult,
  type Failure,
  type FoldPlan,
  type Predictions,
  type Receipt,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';

/** How a cell ended: one of the first two, or neither. */
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
  readonly cancelled: boolean;
  readonly cells: readonly CellResult[];
  readonly ensemble: EnsembleResult | null;
}

export async function readStudyResults(store: ObjectStore, studyId: string): Promise<StudyResults> {
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  const foldPlan = await readJson(
    store,
    objectPaths.foldPlan(study.foldPlan.sha256),
    foldPlanSchema,
  );
  const cells: CellResult[] = [];
  for (const cell of listTrials(study)) cells.push(await readCell(store, studyId, cell));
  const ensemble = objectPaths.ensemble(studyId);
  return {
    study,
    foldPlan,
    cancelled: (await store.head(objectPaths.cancellation(studyId))) !== null,
    cells,
    ensemble: (await store.head(ensemble))
      ? await readJson(store, ensemble, ensembleResultSchema)
      : null,
  };
}

async function readCell(store: ObjectStore, studyId: string, cell: TrialCell): Promise<CellResult> {
  const receiptKey = objectPaths.receipt(studyId, cell.trialId);
  if (await store.head(receiptKey)) {
    const receipt = await readJson(store, receiptKey, receiptSchema);
    const predictions = await readJson(store, receipt.predictions.key, predictionsSchema);
    return { cell, receipt, predictions, failure: null };
  }
  const failureKey = objectPaths.failure(studyId, cell.trialId);
  const failed = await store.head(failureKey);
  const failure = failed ? await readJson(store, failureKey, failureSchema) : null;
  return { cell, receipt: null, predictions: null, failure };
}
