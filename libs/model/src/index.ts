export { exportFormats, exportModel } from './export/export-model.js';
export type { ExportFormat } from './export/export-model.js';
export { architectureNotes, classifierExport, flavourOf } from './export/classifier-export.js';
export { describeInput, packagedScripts, referenceScript } from './export/describe-input.js';
export type { ExportedTemperature, InputDescription } from './export/describe-input.js';
export { joinClassifier } from './export/exported-model.js';
export type { ExportedModel } from './export/exported-model.js';
export { backboneNames, catalogue, findArchitecture } from './catalogue/catalogue.js';
export type { BackboneName } from './catalogue/catalogue.js';
export type { Architecture } from './catalogue/architecture.js';
export { assertTrainable, movesStatistics } from './trained-part.js';
export { buildClassifier, selectParameters } from './classifier.js';
export type { Classifier } from './classifier.js';
export { classWeights, countClasses } from './class-weights.js';
export { countParameters, isTrainable } from './network/network.js';
export { countMultiplyAdds } from './network/multiply-adds.js';
export type { Network, NetworkNode, Parameter } from './network/network.js';
export { advanceBestEpoch, noEpochYet, shouldStop } from './schedule/best-epoch.js';
export { scheduledRate } from './schedule/learning-rate.js';
export { advancePlateau, startPlateau } from './schedule/plateau.js';
export { averageWeights } from './weights/average-weights.js';
export { initialiseParameters } from './weights/initialise.js';
export { loadWeights } from './weights/load-weights.js';
export type { LoadedWeights } from './weights/load-weights.js';
export { findPublishedWeights } from './weights/published-weights.js';
export type {
  FetchablePublishedFile,
  PublishedWeightsSource,
} from './weights/published-weights.js';
export { decodeNpy, encodeNpy } from './weights/npy.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsMetadata,
  safetensorsHeadBytes,
} from './weights/safetensors.js';
export { torchTensors } from './weights/torch-layers.js';
export { precisionAt, riskAtCoverage, rocAt } from './metrics/curves.js';
export { evaluate } from './metrics/evaluate.js';
export { cohenKappa, matthewsCorrelation } from './metrics/agreement.js';
export {
  brierScore,
  expectedCalibrationError,
  negativeLogLikelihood,
  reliabilityBins,
} from './metrics/calibration.js';
export { balancedAccuracy, classRates, confusionMatrix } from './metrics/confusion.js';
export { tabulatePredictions } from './metrics/prediction-table.js';
export { groupAgainstRest, topKAccuracy } from './metrics/ranking.js';
export { averagePrecision, rocArea, sensitivityAtSpecificity } from './metrics/roc-curve.js';
export type { ThresholdCounts } from './metrics/roc-curve.js';
export { calibrate, compareCalibration, scoreTemperatures } from './metrics/calibrate.js';
export { closePredictions, presentBalancedAccuracy, scoreTransfer } from './metrics/transfer.js';
export { applyTemperature, boundOf, fitTemperature } from './metrics/temperature.js';
export { combineFolds } from './conformal/combine-folds.js';
export type { FoldVote } from './conformal/combine-folds.js';
export { pairPValues } from './conformal/pair-p-values.js';
export type { ScoredPart } from './conformal/pair-p-values.js';
export { conformalPValues, conformalSet } from './conformal/conformal-p-values.js';
export { measureCoverage } from './conformal/measure-coverage.js';
export type { ImageSubgroup } from './conformal/measure-coverage.js';
export { averageHeldOut, orderedAs } from './ensemble/average-held-out.js';
export { scoreViews } from './ensemble/score-views.js';
export type { ViewMember } from './ensemble/score-views.js';
export { combineVotes, rowsOf } from './ensemble/combine.js';
export type { Vote } from './ensemble/combine.js';
export { selectGreedily } from './ensemble/greedy-selection.js';
export { mixtureLoss, stackHeldOut } from './ensemble/held-out-rows.js';
export { fitMixtureWeights } from './ensemble/mixture-weights.js';
export { measureUncertainty, summariseUncertainty } from './ensemble/uncertainty.js';
export type { EnsemblePredictions } from './ensemble/uncertainty.js';
export { poolPredictions, summariseCells, trivialScores } from './metrics/cells.js';
export {
  bootstrapAgainstMean,
  bootstrapClusters,
  bootstrapDifference,
} from './statistics/cluster-bootstrap.js';
export { bootstrapSubset, subsetScores } from './metrics/subset-bootstrap.js';
export type { Estimates, SubsetComparison, SubsetScore } from './metrics/subset-bootstrap.js';
export { compareModels } from './metrics/ensemble-contrasts.js';
export type { ComparedModels } from './metrics/ensemble-contrasts.js';
export {
  answerIntervals,
  groupDifferenceIntervals,
  groupIntervals,
} from './metrics/group-intervals.js';
export { binomialInterval } from './statistics/binomial-interval.js';
export { compareCells, intervalOfMean } from './statistics/compare-cells.js';
export type { CellComparison, CellDifference } from './statistics/compare-cells.js';
export { judgeFamily } from './statistics/judge-family.js';
export type { FamilyVerdict } from './statistics/judge-family.js';
export { adjustHolm } from './statistics/multiple-testing.js';
export { noncentralTCdf } from './statistics/noncentral-t.js';
export { normalCdf, normalQuantile } from './statistics/normal.js';
export { prospectsOf } from './statistics/outlook.js';
export type { Prospect } from './statistics/outlook.js';
export { powerAt, smallestDetectable } from './statistics/power.js';
export { dropFromRace, nextRaceLook } from './statistics/race.js';
export { firstLook, raceThreshold } from './statistics/race-thresholds.js';
export type { RaceRule } from './statistics/race-thresholds.js';
export type { RaceDrop, RaceLead, RaceLook, Racer, ScoreSoFar } from './statistics/race.js';
export { chancesOfEquivalence } from './statistics/region-of-equivalence.js';
export { correctedResampledT, moments } from './statistics/resampled-t-test.js';
export { studentCdf, studentQuantile, studentTwoSidedP } from './statistics/student-t.js';
export { verdictOf } from './statistics/verdict.js';
export type { Verdict } from './statistics/verdict.js';
export { activationMaps } from './explanation/class-activation-map.js';
export type { ActivationMapMethod } from './explanation/class-activation-map.js';
export { maskOverlap } from './explanation/mask-overlap.js';
export type { MaskOverlap } from './explanation/mask-overlap.js';
export { occlusionMap } from './explanation/occlusion.js';
export { rankCorrelation } from './explanation/rank-correlation.js';
export { resizeMap } from './explanation/resize-map.js';
export {
  compareClasses,
  isCoarseMap,
  looksOutside,
  meanOverlap,
  meanLift,
  needsBackground,
  whyUndecided,
} from './explanation/summarise-overlap.js';
export type { MeasuredImage } from './explanation/summarise-overlap.js';
export { findMapLayer } from './explanation/map-layer.js';
