import { setImmediate } from 'node:timers/promises';
import {
  checkpointIntervals,
  contentHash,
  splitAt,
  trainingSeed,
  type Manifest,
  type Receipt,
} from '@crossfold/contracts';
import { innerValidationSplit, shareOfTrainPart } from '@crossfold/data';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type { ObjectStore } from '@crossfold/storage';
import type { TrialAssignment } from './attempt.js';
import { createCheckpoints, type CheckpointStore } from './checkpoints.js';
import { measureSegmentation } from './measure-segmentation.js';
import { createCheckpointPolicy } from './checkpoint-policy.js';
import { readPretrained } from './pretrained-weights.js';
import { predictTrial } from './predict-trial.js';
import { publishResult } from './publish-result.js';
import { takeResult } from './take-result.js';
import { takeWeights } from './take-weights.js';
import { trainTrial } from './train-trial.js';
import { openTrialImages, type OpenImages } from './trial-images.js';
import type { TrialRecords } from './trial-records.js';
import type { TrialProgress, TrialResult, TrialTask } from './trial-task.js';
import { unlessLeaving } from './unless-leaving.js';
import type { WeightsAccess } from './weights-access.js';

export interface TrialContext {
  readonly store: ObjectStore;
  readonly checkpointStore: CheckpointStore;
  /** Holds decoded images, shared by all trials of this machine. */
  readonly cacheDir: string;
  readonly weightsAccess: WeightsAccess;
  /** Graphs of the process, which trials share. */
  readonly graphs: GraphCache;
  /** Says how S3 is reached, where weights are fetched from there. */
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (progress: RunProgress) => void;
  /** Takes what is worth a line of a log and no error. */
  readonly warn: (message: string) => void;
  /** Aborts when the trial has to stop at its next step. */
  readonly leave: AbortSignal;
}

export type RunProgress =
  TrialProgress | { readonly type: 'preparing'; readonly done: number; readonly total: number };

/**
 * Trains a trial and publishes its result: predictions, history and weights, the receipt last. Takes
 * the result of the same trial of another study in its place, where the study asks for that, or the
 * weights of a trial that trained alike, to predict with.
 */
export async function runTrial(
  assignment: TrialAssignment,
  records: TrialRecords,
  context: TrialContext,
): Promise<Receipt> {
  const { store, checkpointStore, cacheDir, graphs, report, leave } = context;
  const [startedAt, startedMs] = [new Date(), performance.now()];
  const { variant, cell, plan } = records;
  const pool = plan.assignments.filter(({ fold }) => fold !== 'sealed').map((row) => row.imageId);
  const onProgress = (done: number, total: number) => {
    report({ type: 'preparing', done, total });
  };
  const pretrained = await readPretrained(variant, { ...context, onProgress });
  const initialWeights = pretrained?.sha256 ?? 'random';
  const taking = takeResult(store, { assignment, records, initialWeights });
  const { taken, notTaken } = await unlessLeaving(leave, taking);
  if (taken) return taken;
  const weights = await unlessLeaving(leave, takeWeights(store, { records, initialWeights }));
  const opening = openTrialImages({
    store,
    cacheDir,
    manifest: records.manifest,
    imageIds: pool,
    sizePx: variant.config.model.imageSizePx,
    region: variant.config.region,
    onProgress,
  });
  const images = await unlessLeaving(leave, opening);
  const inputSeconds = (performance.now() - startedMs) / 1000;
  try {
    const { innerValidation, trainPart, ...parts } = splitParts(records, images);
    const task: TrialTask = {
      config: variant.config,
      seed: trainingSeed(variant, cell),
      classes: records.manifest.classes.length,
      images,
      parts,
      pretrained,
      graphs,
      checkpoints: createCheckpoints(
        checkpointStore,
        assignment,
        trialIdentity(records),
        records.study.checkpoints.keep,
        context.warn,
        (written) => {
          report({ type: 'checkpoint', ...written });
        },
      ),
      checkpointPolicy: createCheckpointPolicy(
        leave,
        checkpointIntervals(records.study.checkpoints),
      ),
    };
    const work = weights.taken ? predictTrial(task, weights.taken) : trainTrial(task);
    const result = await followToEnd(work, report);
    const { classes } = records.manifest;
    const predictions = tableOf(classes, images, parts.test, result.testProbabilities);
    const innerPredictions = {
      ...tableOf(classes, images, parts.validation, result.validationProbabilities),
      schemaVersion: 2 as const,
      part: 'innerValidation' as const,
      repeat: cell.repeat,
      fold: cell.fold,
    };
    const segmentation = await measureSegmentation(
      store,
      records,
      predictions.imageIds,
      onProgress,
    );
    return await publishResult(store, assignment, records, {
      result,
      predictions,
      innerPredictions,
      initialWeights,
      notTaken: [...notTaken, ...weights.notTaken],
      weightsFrom: weights.taken?.receipt ?? null,
      images: {
        train: parts.train.length,
        validation: parts.validation.length,
        test: parts.test.length,
      },
      trainPart,
      innerValidation,
      segmentation,
      startedAt,
      // The wall clock may be set meanwhile.
      finishedAt: new Date(startedAt.getTime() + performance.now() - startedMs),
      inputSeconds,
    });
  } finally {
    await images.close();
  }
}

async function followToEnd(
  work: AsyncGenerator<TrialProgress, TrialResult>,
  report: (progress: TrialProgress) => void,
): Promise<TrialResult> {
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    report(next.value);
    // Steps block the event loop: here a message of the worker gets its turn.
    await setImmediate();
  }
}

/** What makes two trials the same trial, whatever study they belong to. */
function trialIdentity({ study, cell, variant, plan }: TrialRecords): string {
  return contentHash({
    config: variant.configSha256,
    manifest: study.dataset.manifestSha256,
    foldPlan: study.foldPlan.sha256,
    // As before repeats were named, so that checkpoints of then are gone on from.
    fold: splitAt(plan.options, cell),
    seed: cell.seed,
  });
}

function splitParts({ plan, cell, variant }: TrialRecords, images: OpenImages) {
  const { validationShare, trainShare } = variant.config.training;
  const at = splitAt(plan.options, cell);
  const whole = innerValidationSplit(plan, at, cell.seed, validationShare);
  const train = shareOfTrainPart(plan, whole.train, {
    split: at,
    seed: cell.seed,
    share: trainShare,
  });
  const split = { ...whole, train: train.imageIds };
  const positions = new Map(images.imageIds.map((imageId, index) => [imageId, index]));
  const indices = (ids: readonly string[]) =>
    Uint32Array.from(ids, (imageId) => positions.get(imageId) as number);
  return {
    train: indices(split.train),
    validation: indices(split.validation),
    test: indices(split.test),
    trainPart: { share: trainShare, groups: train.groups },
    innerValidation: {
      share: validationShare,
      seed: cell.seed,
      splitSha256: contentHash(split),
    },
  };
}

function tableOf(
  names: Manifest['classes'],
  images: OpenImages,
  part: Uint32Array,
  probabilities: Float32Array,
) {
  const classes = names.length;
  return {
    schemaVersion: 1 as const,
    classes: names,
    imageIds: Array.from(part, (index) => images.imageIds[index] as string),
    labels: Array.from(part, (index) => images.labels[index] as number),
    probabilities: Array.from(part, (_, row) =>
      Array.from(probabilities.subarray(row * classes, (row + 1) * classes)),
    ),
  };
}
