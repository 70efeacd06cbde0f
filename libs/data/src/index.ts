export { readMetadataRows } from './profiles/ham10000/metadata-rows.js';
export { diagnosisClasses } from './profiles/ham10000/scheme.js';
export { layoutNames, profileNames } from './profiles/profiles.js';
export type { TableColumns } from './importers/labelled-table.js';
export { parseGroupMerges } from './metadata/group-merges.js';
export { ingest } from './manifest/ingest.js';
export type { IngestOptions } from './manifest/ingest.js';
export { summariseManifest } from './manifest/manifest-summary.js';
export { diffManifests } from './manifest/manifest-diff.js';
export type { ManifestDiff } from './manifest/manifest-diff.js';
export { subgroupTables } from './manifest/subgroups.js';
export type { SubgroupTable } from './manifest/subgroups.js';
export { findNearDuplicates } from './manifest/near-duplicates.js';
export type { HashedImage, NearDuplicate } from './manifest/near-duplicates.js';
export { mersenneTwister } from './split/mersenne-twister.js';
export type { Labels } from './split/encode-labels.js';
export { stratifiedGroupKFold } from './split/stratified-group-k-fold.js';
export { stratifiedKFold } from './split/stratified-k-fold.js';
export { sealedImages, sealedPartSha256 } from './fold-plan/sealed-part.js';
export { selectTargetImages } from './fold-plan/target-images.js';
export { groupOf } from './group-of.js';
export { planFolds } from './fold-plan/fold-plan.js';
export type { PlanSource } from './fold-plan/fold-plan.js';
export type { PlanRow } from './fold-plan/plan-rows.js';
export { leakedImages, measureLeak } from './fold-plan/fold-plan-leak.js';
export { findRepeat, listRepeats } from './fold-plan/fold-plan-repeats.js';
export { innerValidationSplit } from './fold-plan/inner-split.js';
export type { TrialParts } from './fold-plan/inner-split.js';
export { assertPlanOf, importFoldPlan } from './fold-plan/import-fold-plan.js';
export { parseForeignPlan } from './fold-plan/foreign-plan.js';
export { foldPlanCsv } from './fold-plan/fold-plan-csv.js';
export { epochOrder } from './epoch-order.js';
export { isMixing, mixingParameters } from './augmentation/mixing.js';
export { augmentationParameters } from './augmentation/augmentation.js';
export type { Cutout } from './augmentation/augmentation.js';
export { changesColours, colourParameters } from './augmentation/colour-change.js';
export { identityTransform } from './augmentation/projective-transform.js';
export {
  encodeOperation,
  neutralOperation,
  randAugmentOperations,
  randAugmentParameters,
} from './augmentation/rand-augment.js';
export type { ImageOperation } from './augmentation/rand-augment.js';
export { inBatches, readAhead } from './read-ahead.js';
export type { PixelSource } from './read-ahead.js';
export { mapBounded } from './map-bounded.js';
export { fillPixels, meanColour } from './fill-pixels.js';
