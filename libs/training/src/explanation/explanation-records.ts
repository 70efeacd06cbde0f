import {
  AppError,
  listTrials,
  records,
  type ExplanationJob,
  type ExplanationOrder,
  type FoldPlan,
  type Manifest,
  type RegionConfig,
  type Study,
} from '@crossfold/contracts';
import { buildClassifier, type Classifier } from '@crossfold/model';
import { readNamedRecord, readRecord, type ObjectStore } from '@crossfold/storage';
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
  const order = await readRecord(store, records.explanationOrder, { studyId, number });
  const study = await readRecord(store, records.study, { studyId });
  const manifest = await readRecord(store, records.manifest, {
    sha256: study.dataset.manifestSha256,
  });
  const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
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
    const key = records.receipt.key({ studyId: study.studyId, trialId });
    if (!(await store.head(key))) {
      missing.push(trialId);
      continue;
    }
    const receipt = await readRecord(store, records.receipt, { studyId: study.studyId, trialId });
    const predictions = await readNamedRecord(store, records.predictions, receipt.predictions);
    members.push({ receipt, predictions });
  }
  if (members.length > 0) return { members, missing };
  throw new AppError(
    'CONFLICT',
    `expected a finished trial of variant ${options.variant} with seed ${options.seed} to explain, got none`,
  );
}
