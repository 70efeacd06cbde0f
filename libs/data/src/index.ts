export { parseMetadataCsv } from './metadata-csv.js';
export { isic2018Classes, parseIsic2018Csv } from './isic2018-csv.js';
export type { MetadataRow, RawMetadataRow } from './metadata-row.js';
export { checkMetadata } from './metadata-rules.js';
export type { CheckedMetadata } from './metadata-rules.js';
export { readMetadataRows } from './read-metadata.js';
export { mergeLesions, parseLesionMerges } from './lesion-merges.js';
export type { LesionMerge } from './lesion-merges.js';
export { findLayout } from './layout.js';
export type { DatasetLayout, MetadataFiles } from './layout.js';
export { importers } from './importers/open-folder.js';
export { ham10000Origin, ingest } from './ingest.js';
export type { IngestOptions, IngestedDataset } from './ingest.js';
export type { InspectImage, InspectedImage } from './image-record.js';
export { summariseManifest } from './manifest-summary.js';
export { diffManifests } from './manifest-diff.js';
export type { ChangedField, ChangedImage, ManifestDiff } from './manifest-diff.js';
export type { ManifestSummary } from './manifest-summary.js';
export { ageBandOf, subgroupAttributes, subgroupTables } from './subgroups.js';
export type { Subgroup, SubgroupAttribute, SubgroupTable } from './subgroups.js';
export { findNearDuplicates } from './near-duplicates.js';
export type { HashedImage, NearDuplicate } from './near-duplicates.js';
export { mersenneTwister } from './mersenne-twister.js';
export type { MersenneTwister } from './mersenne-twister.js';
export type { Labels } from './split/encode-labels.js';
export { stratifiedGroupKFold } from './split/stratified-group-k-fold.js';
export { stratifiedKFold } from './split/stratified-k-fold.js';
export { sealedImages, sealedPartSha256 } from './sealed-part.js';
export { selectTargetImages } from './target-images.js';
export type { TargetImages } from './target-images.js';
export { groupOf } from './group-of.js';
export { planFolds } from './fold-plan.js';
export type { PlanRow } from './plan-rows.js';
export { validateFoldPlan } from './fold-plan-rules.js';
export { leakedImages, measureLeak } from './fold-plan-leak.js';
export { findRepeat, listRepeats } from './fold-plan-repeats.js';
export { innerValidationSplit } from './inner-split.js';
export type { TrialParts } from './inner-split.js';
export { assertPlanOf, importFoldPlan } from './import-fold-plan.js';
export { parseForeignPlan } from './foreign-plan.js';
export { foldPlanCsv, parseFoldPlanCsv } from './fold-plan-csv.js';
export { epochOrder } from './epoch-order.js';
export type { EpochOrder, EpochOrderKey } from './epoch-order.js';
export { isMixing, mixingParameters } from './mixing.js';
export type { MixingKey, MixingParameters, MixingPolicy } from './mixing.js';
export { augmentationParameters, composeTransforms, identityTransform } from './augmentation.js';
export type {
  AugmentationKey,
  AugmentationParameters,
  AugmentationPolicy,
  Cutout,
  ProjectiveTransform,
} from './augmentation.js';
export { mapBounded } from './map-bounded.js';
export { fillPixels, meanColour } from './fill-pixels.js';
export type { PixelColour } from './fill-pixels.js';
