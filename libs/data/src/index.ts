export { parseMetadataCsv } from './metadata/metadata-csv.js';
export { isic2018Classes, parseIsic2018Csv } from './metadata/isic2018-csv.js';
export type { MetadataRow, RawMetadataRow } from './metadata/metadata-row.js';
export { checkMetadata } from './metadata/metadata-rules.js';
export type { CheckedMetadata } from './metadata/metadata-rules.js';
export { readMetadataRows } from './metadata/read-metadata.js';
export { mergeLesions, parseLesionMerges } from './metadata/lesion-merges.js';
export type { LesionMerge } from './metadata/lesion-merges.js';
export { findLayout } from './importers/layout.js';
export type { DatasetLayout, MetadataFiles } from './importers/layout.js';
export { importers } from './importers/open-folder.js';
export { ham10000Origin, ingest } from './manifest/ingest.js';
export type { IngestOptions, IngestedDataset } from './manifest/ingest.js';
export type { InspectImage, InspectedImage } from './manifest/image-record.js';
export { summariseManifest } from './manifest/manifest-summary.js';
export { diffManifests } from './manifest/manifest-diff.js';
export type { ChangedField, ChangedImage, ManifestDiff } from './manifest/manifest-diff.js';
export type { ManifestSummary } from './manifest/manifest-summary.js';
export { ageBandOf, subgroupAttributes, subgroupTables } from './manifest/subgroups.js';
export type { Subgroup, SubgroupAttribute, SubgroupTable } from './manifest/subgroups.js';
export { findNearDuplicates } from './manifest/near-duplicates.js';
export type { HashedImage, NearDuplicate } from './manifest/near-duplicates.js';
export { mersenneTwister } from './split/mersenne-twister.js';
export type { MersenneTwister } from './split/mersenne-twister.js';
export type { Labels } from './split/encode-labels.js';
export { stratifiedGroupKFold } from './split/stratified-group-k-fold.js';
export { stratifiedKFold } from './split/stratified-k-fold.js';
export { sealedImages, sealedPartSha256 } from './fold-plan/sealed-part.js';
export { selectTargetImages } from './fold-plan/target-images.js';
export type { TargetImages } from './fold-plan/target-images.js';
export { groupOf } from './group-of.js';
export { planFolds } from './fold-plan/fold-plan.js';
export type { PlanRow } from './fold-plan/plan-rows.js';
export { validateFoldPlan } from './fold-plan/fold-plan-rules.js';
export { leakedImages, measureLeak } from './fold-plan/fold-plan-leak.js';
export { findRepeat, listRepeats } from './fold-plan/fold-plan-repeats.js';
export { innerValidationSplit } from './fold-plan/inner-split.js';
export type { TrialParts } from './fold-plan/inner-split.js';
export { assertPlanOf, importFoldPlan } from './fold-plan/import-fold-plan.js';
export { parseForeignPlan } from './fold-plan/foreign-plan.js';
export { foldPlanCsv, parseFoldPlanCsv } from './fold-plan/fold-plan-csv.js';
export { epochOrder } from './epoch-order.js';
export type { EpochOrder, EpochOrderKey } from './epoch-order.js';
export { isMixing, mixingParameters } from './augmentation/mixing.js';
export type { MixingKey, MixingParameters, MixingPolicy } from './augmentation/mixing.js';
export { augmentationParameters } from './augmentation/augmentation.js';
export type {
  AugmentationKey,
  AugmentationParameters,
  AugmentationPolicy,
  Cutout,
} from './augmentation/augmentation.js';
export { changesColours, colourParameters } from './augmentation/colour-change.js';
export type { ColourPolicy } from './augmentation/colour-change.js';
export { composeTransforms, identityTransform } from './augmentation/projective-transform.js';
export type { ProjectiveTransform } from './augmentation/projective-transform.js';
export {
  encodeOperation,
  randAugmentOperations,
  randAugmentParameters,
} from './augmentation/rand-augment.js';
export type { ImageOperation, RandAugmentPolicy } from './augmentation/rand-augment.js';
export { mapBounded } from './map-bounded.js';
export { fillPixels, meanColour } from './fill-pixels.js';
export type { PixelColour } from './fill-pixels.js';
