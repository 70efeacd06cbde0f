import { hostname } from 'node:os';
import {
  historySchema,
  innerPredictionsSchema,
  microBatchSize,
  objectPaths,
  predictionsSchema,
  receiptSchema,
  type InnerPredictions,
  type Predictions,
  type Receipt,
  type Segmentation,
} from '@crossfold/contracts';
import { calibrate, encodeSafetensors, evaluate } from '@crossfold/model';
import { choosePrecision, describeBackend } from '@crossfold/model/tensorflow';
import { readJson, writeJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { assertNotSuperseded, type TrialAssignment } from '../processing/attempt.js';
import { softwareVersion } from '../version.js';
import type { TrialRecords } from './trial-records.js';
import type { TrialResult } from './trial-task.js';

/** What a trial has come to. */
export interface TrialOutcome {
  readonly result: TrialResult;
  readonly predictions: Predictions;
  readonly innerPredictions: InnerPredictions;
  readonly initialWeights: string;
  readonly images: Receipt['images'];
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
  { study, cell, variant, memoryHalvings }: TrialRecords,
  {
    result,
    predictions,
    innerPredictions,
    initialWeights,
    images,
    innerValidation,
    segmentation,
    startedAt,
    finishedAt,
    inputSeconds,
  }: TrialOutcome,
): Promise<Receipt> {
  const { studyId, trialId, attempt, worker } = assignment;
  const evaluation = evaluate(predictions);
  const key = {
    predictions: objectPaths.predictions(studyId, trialId, attempt),
    inner: objectPaths.innerPredictions(studyId, trialId, attempt),
    history: objectPaths.history(studyId, trialId, attempt),
    weights: objectPaths.weights(studyId, trialId, attempt),
  };
  const history = { schemaVersion: 1 as const, epochs: [...result.history] };
  const weights = encodeSafetensors({ tensors: result.parameters, metadata: { trialId } });
  const [storedPredictions, storedInner, storedHistory, storedWeights] = await Promise.all([
    writeJson(store, key.predictions, predictionsSchema, predictions),
    writeJson(store, key.inner, innerPredictionsSchema, innerPredictions),
    writeJson(store, key.history, historySchema, history),
    store.put(key.weights, weights),
  ]);
  const backend = describeBackend();
  const receipt: Receipt = {
    schemaVersion: 1,
    studyId,
    ...cell,
    attempt,
    configSha256: variant.configSha256,
    manifestSha256: study.dataset.manifestSha256,
    foldPlanSha256: study.foldPlan.sha256,
    predictions: { key: key.predictions, sha256: storedPredictions.sha256 },
    innerPredictions: { key: key.inner, sha256: storedInner.sha256 },
    history: { key: key.history, sha256: storedHistory.sha256 },
    weights: { key: key.weights, sha256: storedWeights.sha256 },
    initialWeights,
    images,
    innerValidation,
    ...(segmentation && { segmentation }),
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
    ...(result.evaluated && { evaluatedWeights: result.evaluated }),
    evaluation,
    calibration: study.calibration === 'none' ? null : calibrate(innerPredictions, predictions),
    environment: {
      ...softwareVersion(),
      node: process.versions.node,
      ...backend,
      precision: choosePrecision(variant.config.training.precision),
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
  await assertNotSuperseded(store, assignment);
  const receiptKey = objectPaths.receipt(studyId, trialId);
  const isFirst = await writeJsonOnce(store, receiptKey, receiptSchema, receipt);
  // An earlier attempt that was taken for dead was quicker: its receipt stands.
  return isFirst ? receipt : readJson(store, receiptKey, receiptSchema);
}
