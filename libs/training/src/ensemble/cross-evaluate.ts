import {
  AppError,
  records,
  type CrossEvaluation,
  type CrossEvaluationTask,
  type Manifest,
  type Predictions,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import { assertKnownLabels, groupOf, selectTargetImages } from '@crossfold/data';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import {
  closePredictions,
  moments,
  presentBalancedAccuracy,
  scoreTransfer,
} from '@crossfold/model';
import { createRecord, readRecord, replaceRecord, type ObjectStore } from '@crossfold/storage';
import type { RunProgress } from '../trial/run-trial.js';
import { openTrialImages, type OpenImages } from '../trial/trial-images.js';
import type { EnsembleProgress } from './assemble-ensemble.js';
import { readCandidates } from './ensemble-members.js';
import { predictWithMember } from './predict-with-member.js';

interface CrossEvaluationContext {
  readonly store: ObjectStore;
  readonly cacheDir: string;
  /** Graphs of the process, which members share. */
  readonly graphs: GraphCache;
  readonly report: (progress: EnsembleProgress | RunProgress) => void;
}

/**
 * Predicts another data set with the models of a finished study, and scores each model and their
 * mean. Images that a model may have seen are left out. An answer that is there already stands.
 *
 * @throws AppError CONFLICT when the variant has no model; DATASET_INVALID when too little of the
 *   target is left
 */
export async function crossEvaluate(
  { studyId, crossEvaluationId }: Pick<CrossEvaluationTask, 'studyId' | 'crossEvaluationId'>,
  context: CrossEvaluationContext,
): Promise<CrossEvaluation> {
  const { store } = context;
  const task = await readRecord(store, records.openCrossEvaluation, { studyId, crossEvaluationId });
  const study = await readRecord(store, records.study, { studyId });
  const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
  const target = await readManifest(store, task.target.manifestSha256);
  const source = await readManifest(store, task.source.manifestSha256);
  const { images, dropped } = selectTargetImages(target, source, plan);
  const { receipts, missing } = await readCandidates(store, study, {
    variant: task.variant,
    partners: [],
  });
  const { classes } = source;
  assertKnownLabels(images, { source: task.source.name, target: task.target.name, classes });
  const parts = await predictWithAll(task, study, target, receipts, {
    ...context,
    classes,
    imageIds: images.map(({ imageId }) => imageId),
  });
  const predictions = meanOf(parts);
  const unknown = target.problems.filter(({ kind }) => kind === 'excluded-class').length;
  const clusters = images.map(groupOf);
  const open = { ...scoreTransfer(predictions, clusters), members: spreadOf(parts) };
  const closed = {
    ...scoreTransfer(closePredictions(predictions), clusters),
    members: spreadOf(parts.map(closePredictions)),
  };
  const key = records.crossEvaluationPredictions.key({ studyId, crossEvaluationId });
  const stored = await replaceRecord(
    store,
    records.crossEvaluationPredictions,
    { studyId, crossEvaluationId },
    predictions,
  );
  const result: CrossEvaluation = {
    ...task,
    schemaVersion: 2,
    members: receipts.map(({ trialId }) => trialId),
    missing,
    images: images.length,
    groups: new Set(clusters).size,
    dropped: [...dropped],
    unknownClassImages: unknown,
    accuracyWithUnknown: (open.scores.accuracy * images.length) / (images.length + unknown),
    open,
    closed,
    predictions: { key, sha256: stored.sha256 },
    scoredAt: new Date().toISOString(),
  };
  const isFirst = await createRecord(
    store,
    records.crossEvaluation,
    { studyId, crossEvaluationId },
    result,
  );
  return isFirst
    ? result
    : readRecord(store, records.crossEvaluation, { studyId, crossEvaluationId });
}

function readManifest(store: ObjectStore, sha256: string): Promise<Manifest> {
  return readRecord(store, records.manifest, { sha256 });
}

interface PredictionContext extends CrossEvaluationContext {
  readonly classes: readonly string[];
  readonly imageIds: readonly string[];
}

/** Predictions of each member on the same images. */
async function predictWithAll(
  task: CrossEvaluationTask,
  study: Study,
  target: Manifest,
  receipts: readonly Receipt[],
  { store, cacheDir, graphs, report, classes, imageIds }: PredictionContext,
): Promise<Predictions[]> {
  const config = study.variants.find(({ name }) => name === task.variant)?.config;
  if (!config) throw new AppError('INTERNAL', `study ${study.studyId} lacks ${task.variant}`);
  const images = await openTrialImages({
    store,
    cacheDir,
    manifest: target,
    classes,
    imageIds,
    sizePx: config.model.imageSizePx,
    region: config.region,
    onProgress: (done, total) => {
      report({ type: 'preparing', done, total });
    },
  });
  try {
    const parts: Predictions[] = [];
    for (const [index, receipt] of receipts.entries()) {
      const probabilities = await predictWithMember(store, receipt, images, {
        model: config.model,
        classes: classes.length,
        testTimeAugmentation: task.testTimeAugmentation,
        graphs,
        onBatch: () => {
          report({ type: 'member', member: index + 1, members: receipts.length });
        },
      });
      parts.push(toPredictions(classes, images, probabilities));
    }
    return parts;
  } finally {
    await images.close();
  }
}

function toPredictions(
  classes: readonly string[],
  { imageIds, labels }: OpenImages,
  flat: Float64Array,
): Predictions {
  const probabilities = imageIds.map((_, row) =>
    Array.from(flat.subarray(row * classes.length, (row + 1) * classes.length)),
  );
  return {
    schemaVersion: 1,
    classes: [...classes],
    imageIds: [...imageIds],
    labels: Array.from(labels),
    probabilities,
  };
}

function meanOf(parts: readonly Predictions[]): Predictions {
  const [first] = parts as readonly [Predictions, ...Predictions[]];
  const probabilities = first.probabilities.map((row, image) =>
    row.map((_, c) => {
      const sum = parts.reduce((total, part) => total + (part.probabilities[image]?.[c] ?? NaN), 0);
      return Math.min(1, sum / parts.length);
    }),
  );
  return { ...first, probabilities };
}

function spreadOf(parts: readonly Predictions[]): { mean: number; sd: number | null } {
  const { mean, variance } = moments(parts.map(presentBalancedAccuracy));
  return { mean, sd: parts.length > 1 ? Math.sqrt(variance) : null };
}
