import { hostname } from 'node:os';
import {
  microBatchSize,
  records,
  type InnerPredictions,
  type Predictions,
  type Receipt,
  type Segmentation,
  type TrialName,
} from '@crossfold/contracts';
import { calibrate, encodeSafetensors, evaluate } from '@crossfold/model';
import { replaceRecord, type ObjectStore } from '@crossfold/storage';
import type { TrialAssignment } from './attempt.js';
import { describeMaker, publishReceipt, resultPaths } from './publish-receipt.js';
import type { NotTaken } from './take-result.js';
import type { TrialRecords } from './trial-records.js';
import type { TrialResult } from './trial-task.js';

/** What a trial has come to. */
export interface TrialOutcome {
  readonly result: TrialResult;
  readonly predictions: Predictions;
  readonly innerPredictions: InnerPredictions;
  readonly initialWeights: string;
  /** Results of the same trial that were there, and why they were not taken. */
  readonly notTaken: NotTaken[];
  /** The trial that ended with these weights; null where this one did. */
  readonly weightsFrom: Pick<Receipt, 'studyId' | 'trialId' | 'takenFrom' | 'weightsFrom'> | null;
  readonly images: Receipt['images'];
  readonly trainPart: Receipt['trainPart'];
  readonly innerValidation: Receipt['innerValidation'];
  readonly segmentation: Segmentation | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly inputSeconds: number;
}

/** Writes predictions, history and weights, and the receipt that names them last. */
export async function publishResult(
  store: ObjectStore,
  assignment: TrialAssignment,
  { study, cell, variant, manifest, memoryHalvings }: TrialRecords,
  {
    result,
    predictions,
    innerPredictions,
    initialWeights,
    notTaken,
    weightsFrom,
    images,
    trainPart,
    innerValidation,
    segmentation,
    startedAt,
    finishedAt,
    inputSeconds,
  }: TrialOutcome,
): Promise<Receipt> {
  const { studyId, trialId, attempt, worker } = assignment;
  const evaluation = evaluate(predictions, manifest.positive);
  const paths = resultPaths(assignment);
  const history = { schemaVersion: 1 as const, epochs: [...result.history] };
  const weights = encodeSafetensors({ tensors: result.parameters, metadata: { trialId } });
  const [storedPredictions, storedInner, storedHistory, storedWeights] = await Promise.all([
    replaceRecord(store, records.predictions, assignment, predictions),
    replaceRecord(store, records.innerPredictions, assignment, innerPredictions),
    replaceRecord(store, records.history, assignment, history),
    store.put(paths.weights, weights),
  ]);
  const receipt: Receipt = {
    schemaVersion: 3,
    studyId,
    ...cell,
    attempt,
    configSha256: variant.configSha256,
    manifestSha256: study.dataset.manifestSha256,
    foldPlanSha256: study.foldPlan.sha256,
    predictions: { key: paths.predictions, sha256: storedPredictions.sha256 },
    innerPredictions: { key: paths.innerPredictions, sha256: storedInner.sha256 },
    history: { key: paths.history, sha256: storedHistory.sha256 },
    weights: { key: paths.weights, sha256: storedWeights.sha256 },
    initialWeights,
    images,
    trainPart,
    innerValidation,
    ...(segmentation && { segmentation }),
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
    ...(result.evaluated && { evaluatedWeights: result.evaluated }),
    evaluation,
    calibration: study.calibration === 'none' ? null : calibrate(innerPredictions, predictions),
    ...(weightsFrom && { weightsFrom: sourceOf(weightsFrom) }),
    ...(notTaken.length > 0 && { notTaken }),
    environment: {
      ...describeMaker(variant.config.training),
      node: process.versions.node,
      ...(result.lossScale && { lossScale: result.lossScale }),
      ...(result.backends.length > 1 && { backends: [...result.backends] }),
      deterministic: variant.config.training.deterministic,
      microBatchSize: microBatchSize(variant.config.training),
      ...(memoryHalvings > 0 && { memoryHalvings }),
      host: hostname(),
      worker,
    },
    timings: {
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      inputSeconds,
      trainSeconds: result.seconds.train,
      validationSeconds: result.seconds.validation,
      predictionSeconds: result.seconds.prediction,
    },
  };
  return publishReceipt(store, assignment, receipt);
}

/** The one that trained, whoever had its result or its weights in between. */
function sourceOf({
  studyId,
  trialId,
  takenFrom,
  weightsFrom,
}: NonNullable<TrialOutcome['weightsFrom']>): TrialName {
  return takenFrom ?? weightsFrom ?? { studyId, trialId };
}
