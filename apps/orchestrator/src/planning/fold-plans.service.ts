import {
  AppError,
  contentHash,
  foldPlanSchema,
  manifestSchema,
  objectPaths,
  type DatasetPointer,
  type FoldPlan,
  type ForeignAssignment,
  type Manifest,
  type Protocol,
  type StudySpec,
} from '@crossfold/contracts';
import { assertPlanOf, importFoldPlan, planFolds } from '@crossfold/data';
import { readJson, writeJsonOnce, type ObjectStore } from '@crossfold/storage';
import { assertSplitFits } from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { storeToken } from '../tokens.js';

/** Fold plans of data sets: made here, or made elsewhere and checked here. */
@Injectable()
export class FoldPlansService {
  constructor(@Inject(storeToken) private readonly store: ObjectStore) {}

  /**
   * The plan that a study asks for. One that is made here is not stored yet: a forecast needs none.
   *
   * @throws AppError FOLD_PLAN_INVALID, SPEC_INVALID, NOT_FOUND (an imported plan)
   */
  async planFor(spec: StudySpec, dataset: DatasetPointer): Promise<FoldPlan> {
    const { manifestSha256 } = dataset;
    const manifest = await this.readManifest(dataset);
    if (spec.foldPlan !== undefined) {
      const plan = await this.find(spec.foldPlan);
      assertSplitFits(spec, plan.options);
      assertPlanOf(plan, manifest, manifestSha256);
      return plan;
    }
    const { protocol, folds, repeats, testShare, splitSeed: seed } = spec;
    const options = { protocol, folds, testShare, seed, ...(repeats > 1 && { repeats }) };
    return planFolds(manifest.images, options, manifestSha256);
  }

  /** @throws AppError FOLD_PLAN_INVALID naming the images, lesions and folds at fault */
  async import(
    foreign: readonly ForeignAssignment[],
    protocol: Protocol,
    dataset: DatasetPointer,
  ): Promise<FoldPlan> {
    const { manifestSha256 } = dataset;
    const manifest = await this.readManifest(dataset);
    return this.save(importFoldPlan(foreign, manifest, { protocol, manifestSha256 }));
  }

  /** Named by its content: one that is there already is the same plan. */
  async save(plan: FoldPlan): Promise<FoldPlan> {
    await writeJsonOnce(this.store, objectPaths.foldPlan(contentHash(plan)), foldPlanSchema, plan);
    return plan;
  }

  private readManifest({ manifestSha256 }: DatasetPointer): Promise<Manifest> {
    return readJson(this.store, objectPaths.manifest(manifestSha256), manifestSchema);
  }

  /** @throws AppError NOT_FOUND */
  async find(sha256: string): Promise<FoldPlan> {
    const key = objectPaths.foldPlan(sha256);
    if (await this.store.head(key)) return readJson(this.store, key, foldPlanSchema);
    throw new AppError('NOT_FOUND', `expected a stored fold plan for foldPlan, got ${sha256}`, {
      remedy: 'Import it: crossfold plan import FILE --dataset NAME.',
    });
  }
}
