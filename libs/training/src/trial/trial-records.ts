import {
  AppError,
  listTrials,
  records,
  relieve,
  type FoldPlan,
  type Manifest,
  type Study,
  type TrialCell,
  type Variant,
} from '@crossfold/contracts';
import { readRecord, type ObjectStore } from '@crossfold/storage';
import { readHalvings } from './relieve-memory.js';

/** What a trial is made of, read from the store. */
export interface TrialRecords {
  readonly study: Study;
  readonly cell: TrialCell;
  readonly variant: Variant;
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  /** How often the pieces of a batch were halved for want of memory; so the variant's config says. */
  readonly memoryHalvings: number;
}

/** @throws AppError NOT_FOUND when the study has no such trial */
export async function readTrialRecords(
  store: ObjectStore,
  { studyId, trialId }: { readonly studyId: string; readonly trialId: string },
): Promise<TrialRecords> {
  const study = await readRecord(store, records.study, { studyId });
  const cell = listTrials(study).find((candidate) => candidate.trialId === trialId);
  const variant = study.variants.find(({ name }) => name === cell?.variant);
  if (!cell || !variant) {
    throw new AppError('NOT_FOUND', `expected a trial of study ${studyId}, got ${trialId}`);
  }
  const [manifest, plan] = await Promise.all([
    readRecord(store, records.manifest, { sha256: study.dataset.manifestSha256 }),
    readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 }),
  ]);
  const memoryHalvings = await readHalvings(store, { studyId, trialId });
  const training = relieve(variant.config.training, memoryHalvings);
  const relieved = { ...variant, config: { ...variant.config, training } };
  return { study, cell, variant: relieved, manifest, plan, memoryHalvings };
}
