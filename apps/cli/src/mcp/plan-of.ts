import type { FoldPlan, Protocol } from '@crossfold/contracts';
import { planFolds } from '@crossfold/data';
import type { ObjectStore } from '@crossfold/storage';
import { findDataset } from '../dataset/find-dataset.js';

interface PlanOptions {
  readonly protocol: Protocol;
  readonly folds: number;
  readonly sealedShare: number;
  readonly seed: number;
}

/** The fold plan of a data set, which is not kept. */
export async function planOf(
  store: ObjectStore,
  dataset: string,
  options: PlanOptions,
): Promise<FoldPlan> {
  const { manifestSha256, manifest } = await findDataset(store, dataset);
  return planFolds(manifest, options, manifestSha256);
}
