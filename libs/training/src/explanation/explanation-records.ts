import {
  AppError,
  explanationOrderSchema,
  foldPlanSchema,
  listTrials,
  manifestSchema,
  objectPaths,
  predictionsSchema,
  receiptSchema,
  studySchema,
  type ExplanationJob,
  type ExplanationOrder,
  type FoldPlan,
  type Manifest,
  type RegionConfig,
  type Study,
} from '@crossfold/contracts';
import { buildClassifier, type Classifier } from '@crossfold/model';
import { readJson, readNamedJson, type ObjectStore } from '@crossfold/storage';
import type { Member } from './choose-images.js';

/** What an explanation is made from, read from the store. */
export interface ExplanationRecords {
  readonly order: ExplanationOrder;
  readonly study: Study;
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  readonly classifier: Classifier;
  /** The part of the images that the models see. */
  readonly region: RegionConfig;
  readonly members: readonly Member[];
  readonly missing: readonly string[];
}

/** @throws AppError CONFLICT when no trial of the variant and seed succeeded */
export async function readExplanationRecords(
  { studyId, number }: ExplanationJob,
  store: ObjectStore,
): Promise<ExplanationRecords> {
  const orderKey = objectPaths.explanationOrder(studyId, number);
  const order = await readJson(store, orderKey, explanationOrderSchema);
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  const manifestKey = objectPaths.manifest(study.dataset.manifestSha256);
  const manifest = await readJson(store, manifestKey, manifestSchema);
  const plan = await readJson(store, objectPaths.foldPlan(study.foldPlan.sha256), foldPlanSchema);
  const variant = study.variants.find(({ name }) => name === order.options.variant);
  if (!variant) throw new AppError('INTERNAL', `study ${studyId} lacks ${order.options.variant}`);
  const classifier = buildClassifier(variant.config.model, manifest.classes.length);
  const { members, missing } = await readMembers(study, order, store);
  const { region } = variant.config;
  return { order, study, manifest, plan, classifier, region, members, missing };
}

async function readMembers(study: Study, { options }: ExplanationOrder, store: ObjectStore) {
  const members: Member[] = [];
  const missing: string[] = [];
  for (const { trialId, variant, seed } of listTrials(study)) {
    if (variant !== options.variant || seed !== options.seed) continue;
    const key = objectPaths.receipt(study.studyId, trialId);
    if (!(await store.head(key))) {
      missing.push(trialId);
      continue;
    }
    const receipt = await readJson(store, key, receiptSchema);
    const predictions = await readNamedJson(store, receipt.predictions, predictionsSchema);
    members.push({ receipt, predictions });
  }
  if (members.length > 0) return { members, missing };
  throw new AppError(
    'CONFLICT',
    `expected a finished trial of variant ${options.variant} with seed ${options.seed} to explain, got none`,
  );
}
