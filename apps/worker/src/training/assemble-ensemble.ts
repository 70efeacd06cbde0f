import {
  AppError,
  ensembleResultSchema,
  foldPlanSchema,
  listTrials,
  manifestSchema,
  objectPaths,
  predictionsSchema,
  receiptSchema,
  studySchema,
  type EnsembleResult,
  type Predictions,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import { sealedImages } from '@crossfold/data';
import { buildClassifier, decodeSafetensors, evaluate } from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { readJson, writeJson, type ObjectStore } from '@crossfold/storage';
import { logSealedOpening } from './log-opening.js';
import { openTrialImages, type OpenImages } from './trial-images.js';

/** Images per forward pass; each is seen in up to eight views. */
const batchSize = 16;

export interface EnsembleProgress {
  readonly type: 'member';
  readonly member: number;
  readonly members: number;
}

interface EnsembleContext {
  readonly store: ObjectStore;
  readonly cacheDir: string;
  /** Who opens the sealed part. */
  readonly worker: string;
  readonly report: (progress: EnsembleProgress) => void;
}

/**
 * Scores the ensemble of a study on the sealed test part, once, after writing down that it is
 * opened: the mean of the probabilities of
 * all members over all views. Every member was trained on the pool alone, so none saw the part.
 *
 * @throws AppError CONFLICT when the study has no ensemble, or no trial of its variant succeeded
 */
export async function assembleEnsemble(
  studyId: string,
  { store, cacheDir, worker, report }: EnsembleContext,
): Promise<EnsembleResult> {
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  const { ensemble } = study;
  if (!ensemble) throw new AppError('CONFLICT', `study ${studyId} asks for no ensemble`);
  const { receipts, missing } = await readMembers(study, store);
  const manifest = await readJson(
    store,
    objectPaths.manifest(study.dataset.manifestSha256),
    manifestSchema,
  );
  const plan = await readJson(store, objectPaths.foldPlan(study.foldPlan.sha256), foldPlanSchema);
  const config = study.variants.find(({ name }) => name === ensemble.variant)?.config;
  if (!config) throw new AppError('INTERNAL', `study ${studyId} lacks variant ${ensemble.variant}`);
  const members = receipts.map(({ trialId }) => trialId);
  await logSealedOpening(store, plan, { studyId, worker, variant: ensemble.variant, members });
  const images = await openTrialImages({
    store,
    cacheDir,
    manifest,
    imageIds: sealedImages(plan),
    sizePx: config.model.imageSizePx,
    onProgress: () => undefined,
  });
  try {
    const classifier = buildClassifier(config.model, manifest.classes.length);
    const sum = new Float64Array(images.imageIds.length * manifest.classes.length);
    for (const [index, receipt] of receipts.entries()) {
      const { bytes } = await store.get(receipt.weights.key);
      const { tensors } = decodeSafetensors(bytes, receipt.weights.key);
      const predictor = createPredictor(classifier, tensors);
      try {
        await addProbabilities(sum, images, (pixels, count) =>
          predictor.predict(pixels, count, ensemble.testTimeAugmentation),
        );
      } finally {
        predictor.dispose();
      }
      report({ type: 'member', member: index + 1, members: receipts.length });
    }
    const predictions = meanPredictions(sum, receipts.length, images, manifest.classes);
    return await publishEnsemble(store, study, { members, missing, predictions, ...ensemble });
  } finally {
    await images.close();
  }
}

async function readMembers(
  study: Study,
  store: ObjectStore,
): Promise<{ receipts: Receipt[]; missing: string[] }> {
  const receipts: Receipt[] = [];
  const missing: string[] = [];
  for (const { trialId, variant } of listTrials(study)) {
    if (variant !== study.ensemble?.variant) continue;
    const key = objectPaths.receipt(study.studyId, trialId);
    if (await store.head(key)) receipts.push(await readJson(store, key, receiptSchema));
    else missing.push(trialId);
  }
  if (receipts.length > 0) return { receipts, missing };
  throw new AppError(
    'CONFLICT',
    `expected at least one finished trial of variant ${study.ensemble?.variant} for the ensemble, got none`,
  );
}

async function addProbabilities(
  sum: Float64Array,
  images: OpenImages,
  predict: (pixels: Uint8Array, count: number) => Float32Array,
): Promise<void> {
  const count = images.imageIds.length;
  const classes = sum.length / count;
  for (let start = 0; start < count; start += batchSize) {
    const indices = Uint32Array.from(
      { length: Math.min(batchSize, count - start) },
      (_, offset) => start + offset,
    );
    const probabilities = predict(await images.readBatch(indices), indices.length);
    probabilities.forEach((p, i) => {
      const at = start * classes + i;
      sum[at] = (sum[at] ?? 0) + p;
    });
  }
}

function meanPredictions(
  sum: Float64Array,
  members: number,
  images: OpenImages,
  classes: Predictions['classes'],
): Predictions {
  const mean = sum.map((total) => Math.min(1, total / members));
  return {
    schemaVersion: 1,
    classes,
    imageIds: [...images.imageIds],
    labels: Array.from(images.labels),
    probabilities: images.imageIds.map((_, row) =>
      Array.from(mean.subarray(row * classes.length, (row + 1) * classes.length)),
    ),
  };
}

async function publishEnsemble(
  store: ObjectStore,
  study: Study,
  outcome: Pick<EnsembleResult, 'members' | 'missing' | 'variant' | 'testTimeAugmentation'> & {
    readonly predictions: Predictions;
  },
): Promise<EnsembleResult> {
  const { predictions, ...rest } = outcome;
  const key = objectPaths.ensemblePredictions(study.studyId);
  const stored = await writeJson(store, key, predictionsSchema, predictions);
  const result: EnsembleResult = {
    schemaVersion: 1,
    studyId: study.studyId,
    ...rest,
    predictions: { key, sha256: stored.sha256 },
    evaluation: evaluate(predictions),
    scoredAt: new Date().toISOString(),
  };
  await writeJson(store, objectPaths.ensemble(study.studyId), ensembleResultSchema, result, {
    ifNoneMatch: true,
  });
  return result;
}
