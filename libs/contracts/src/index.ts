export { AppError, errorCodes, errorKinds, toAppError } from './errors.js';
export type { AppErrorOptions, ErrorCode, ErrorKind } from './errors.js';
export { canonicalJson, contentHash, sha256 } from './hash.js';
export { nearestWord, parseWith } from './parse.js';
export { datasetMappingSchema } from './dataset-mapping.js';
export type { DatasetMapping } from './dataset-mapping.js';
export {
  datasetLayoutSchema,
  datasetLayouts,
  datasetPointerSchema,
  diagnosisClasses,
  imageRecordSchema,
  ingestProblemSchema,
  malignantClasses,
  manifestSchema,
  nameSchema,
  sha256Schema,
} from './dataset.js';
export type {
  DatasetLayoutName,
  DatasetPointer,
  DiagnosisClass,
  ImageRecord,
  IngestProblem,
  Manifest,
} from './dataset.js';
export {
  countPlanFolds,
  countRepeats,
  foldAssignmentSchema,
  foldPlanOptionsSchema,
  foldPlanSchema,
  foreignAssignmentSchema,
  foreignPlanSchema,
  leakSchema,
  protocolSchema,
  protocols,
} from './fold-plan.js';
export type {
  FoldAssignment,
  FoldPlan,
  FoldPlanOptions,
  ForeignAssignment,
  Leak,
  Protocol,
} from './fold-plan.js';
export {
  augmentationConfigSchema,
  lossConfigSchema,
  modelConfigSchema,
  variantConfigSchema,
} from './variant.js';
export type { AugmentationConfig, LossConfig, ModelConfig, VariantConfig } from './variant.js';
export { scheduleConfigSchema } from './schedule.js';
export type { ScheduleConfig } from './schedule.js';
export {
  needsGivenMasks,
  regionConfigSchema,
  segmentationSchema,
  usesOtsuMasks,
} from './region.js';
export type { RegionConfig, Segmentation } from './region.js';
export { isSafeAddress, isWeightsAddress } from './safe-address.js';
export { microBatchSize, stageConfigSchema, trainingConfigSchema } from './training.js';
export type { StageConfig, TrainingConfig } from './training.js';
export { checkpointConfigSchema, checkpointIntervals } from './checkpoint-config.js';
export type { CheckpointConfig, CheckpointInterval } from './checkpoint-config.js';
export { optimiserConfigSchema } from './optimiser.js';
export type { OptimiserConfig } from './optimiser.js';
export { componentNames, components, lacksPart, mergeOverrides } from './components.js';
export type { Component, ComponentName, Overrides } from './components.js';
export { armSpecSchema, studySpecSchema } from './study-spec.js';
export type { StudySpec, StudySpecInput } from './study-spec.js';
export { studyJsonSchema } from './study-json-schema.js';
export { listTrials, studySchema, variantSchema } from './study.js';
export type { Study, TrialCell, Variant } from './study.js';
export {
  assertTransition,
  isFinalStudyState,
  isFinalTrialState,
  mayTransition,
  studyStates,
  trialStates,
} from './states.js';
export type { StudyState, TrialState } from './states.js';
export {
  calibrationSchema,
  classScoresSchema,
  evaluationSchema,
  scoreNames,
  scoresSchema,
} from './metrics.js';
export type { Calibration, ClassScores, Evaluation, ScoreName, Scores } from './metrics.js';
export {
  attemptSchema,
  epochRecordSchema,
  failureSchema,
  historySchema,
  innerPredictionsSchema,
  predictionsSchema,
  lossScaleSchema,
  receiptSchema,
} from './trial.js';
export type {
  EpochRecord,
  EvaluatedWeights,
  Failure,
  History,
  InnerPredictions,
  Predictions,
  Receipt,
} from './trial.js';
export {
  controlCommands,
  controlSchema,
  isStanding,
  newControl,
  priorityFor,
  prioritySchema,
  wishFor,
} from './control.js';
export type { Control, ControlCommand, Wish } from './control.js';
export { studyEventSchema } from './events.js';
export type { StudyEvent } from './events.js';
export {
  combinationSchema,
  ensembleConfigSchema,
  ensembleResultSchema,
  learnsWeights,
  selectionConfigSchema,
} from './ensemble.js';
export type {
  Combination,
  EnsembleConfig,
  EnsembleResult,
  LearntWeights,
  SelectionConfig,
  UncertaintySummary,
} from './ensemble.js';
export { testTimeAugmentationSchema, testTimeViewCounts } from './test-time-augmentation.js';
export type { TestTimeAugmentation } from './test-time-augmentation.js';
export { comparisonSchema, leakageSchema, reportSchema, variantReportSchema } from './report.js';
export type { Comparison, Leakage, Report, VariantReport } from './report.js';
export {
  crossEvaluationFailureSchema,
  crossEvaluationRequestSchema,
  crossEvaluationSchema,
  crossEvaluationTaskSchema,
  crossEvaluationViewSchema,
  overlapReasons,
  transferModes,
} from './cross-evaluation.js';
export type {
  CrossEvaluation,
  CrossEvaluationRequest,
  CrossEvaluationTask,
  CrossEvaluationView,
  OverlapReason,
  Transfer,
  TransferMode,
  TransferScores,
} from './cross-evaluation.js';
export { sealedOpeningSchema } from './sealed-opening.js';
export type { SealedOpening } from './sealed-opening.js';
export {
  classExplanationSchema,
  explanationFailureSchema,
  explanationListSchema,
  explanationMethods,
  explanationOrderSchema,
  explanationPictureSchema,
  explanationRequestSchema,
  explanationSchema,
  explanationViewSchema,
} from './explanation.js';
export type {
  ClassExplanation,
  Explanation,
  ExplanationFailure,
  ExplanationList,
  ExplanationOrder,
  ExplanationPicture,
  ExplanationRequest,
  ExplanationView,
  MeanAgreement,
} from './explanation.js';
export { fileReferenceSchema } from './file-reference.js';
export type { FileReference } from './file-reference.js';
export { canRelieve, memoryReliefSchema, onOutOfMemorySchema, relieve } from './memory-relief.js';
export type { MemoryRelief } from './memory-relief.js';
export { objectPaths } from './object-paths.js';
export {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  pausedDelayMs,
  queueMarkerKey,
  queuePriority,
  queues,
  trialJobId,
  trialRetry,
} from './queues.js';
export type {
  CrossEvaluationJob,
  EnsembleJob,
  ExplanationJob,
  QueueName,
  SummaryJob,
  TrialJob,
} from './queues.js';
export {
  datasetViewSchema,
  importedPlanSchema,
  priorityRequestSchema,
  problemDocumentSchema,
  reconciledSchema,
  studyDetailSchema,
  studyPageSchema,
  studyViewSchema,
  submittedSchema,
  trialMetricsSchema,
  trialPageSchema,
  trialViewSchema,
} from './api.js';
export type {
  DatasetView,
  ImportedPlan,
  ProblemDocument,
  Reconciled,
  StudyDetail,
  StudyPage,
  StudyView,
  Submitted,
  TrialMetrics,
  TrialPage,
  TrialView,
} from './api.js';
