export {
  AppError,
  errorCodes,
  errorKinds,
  fromPlainError,
  toAppError,
  toPlainError,
} from './errors.js';
export type { ErrorCode, PlainError } from './errors.js';
export { findTlsFault } from './tls-fault.js';
export type { TlsFault } from './tls-fault.js';
export { cacheHome } from './cache-home.js';
export { shownValue, tidied, tidyEnvironment } from './environment.js';
export { redisSilenceMs } from './messages/redis-silence.js';
export { canonicalJson, contentHash, sha256 } from './hash.js';
export { nearestWord } from './nearest-word.js';
export { plural } from './plural.js';
export { readBounded } from './read-bounded.js';
export { assertPlainData, parseWith } from './parse.js';
export { isRefusedKey, plainDataProblems } from './plain-data.js';
export { writeStderrLine } from './stderr-line.js';
export { listNvidiaDevices, queryNvidia, queryNvidiaUse, visibleGpus } from './nvidia-smi.js';
export type { NvidiaAnswer, NvidiaDevice, NvidiaGpu, NvidiaUse } from './nvidia-smi.js';
export { csvCellOfText, textOfCsvCell } from './csv-cell.js';
export { createRedactor, redact, redactTexts, withTexts, withoutSecrets } from './redact.js';
export { isVisible, indentedLines, plainJson, visibleLines, visibleText } from './visible-text.js';
export { describeFileFault, readNamedFile } from './named-file.js';
export { idSchema, nameSchema, sha256Schema } from './identifiers.js';
export { datasetPointerSchema, manifestSchema } from './dataset/dataset.js';
export {
  classNameSchema,
  minClasses,
  groupWords,
  metadataColumnSchema,
  maxClasses,
} from './dataset/label-scheme.js';
export type { GroupWords, LabelScheme, MetadataColumn } from './dataset/label-scheme.js';
export { positiveGroupSchema } from './dataset/positive-group.js';
export type { PositiveGroup } from './dataset/positive-group.js';
export {
  countRepeats,
  countSplits,
  foldsText,
  listPlaces,
  placeOfSplit,
  placeOfStored,
  placeText,
  splitAt,
} from './dataset/place.js';
export type { FoldCounts, Place } from './dataset/place.js';
export { upgradeForeignPlan } from './dataset/sealed-words.js';
export { firstColumns, firstScheme } from './dataset/version-1.js';
export type { DatasetPointer, ImageRecord, IngestProblem, Manifest } from './dataset/dataset.js';
export { datasetMappingSchema } from './dataset/dataset-mapping.js';
export type { DatasetMapping } from './dataset/dataset-mapping.js';
export { fileReferenceSchema } from './dataset/file-reference.js';
export type { FileReference } from './dataset/file-reference.js';
export {
  foldAssignmentSchema,
  foldPlanOptionsSchema,
  foldPlanSchema,
  foreignAssignmentSchema,
  foreignPlanSchema,
  protocols,
} from './dataset/fold-plan.js';
export type {
  FoldAssignment,
  FoldPlan,
  FoldPlanOptions,
  ForeignAssignment,
  Leak,
  Protocol,
} from './dataset/fold-plan.js';
export { variantConfigSchema } from './variant/variant.js';
export type { VariantConfig } from './variant/variant.js';
export type { ModelConfig } from './variant/model.js';
export { lossConfigSchema, lossNames, lossTable } from './variant/loss.js';
export type { LossConfig, LossConfigOf, LossName } from './variant/loss.js';
export { augmentationTable } from './variant/augmentation.js';
export type {
  AugmentationConfig,
  AugmentationName,
  AugmentationPolicy,
} from './variant/augmentation.js';
export { needsGivenMasks, usesOtsuMasks } from './variant/region.js';
export type { RegionConfig, Segmentation } from './variant/region.js';
export { microBatchSize } from './variant/training.js';
export type { StageConfig, TrainingConfig } from './variant/training.js';
export { optimiserConfigSchema, optimiserTable } from './variant/optimiser.js';
export type { OptimiserConfig, OptimiserConfigOf, OptimiserName } from './variant/optimiser.js';
export { scheduleConfigSchema, scheduleTable } from './variant/schedule.js';
export type { ScheduleConfig, ScheduleConfigOf, ScheduleName } from './variant/schedule.js';
export { isSafeAddress, isWeightsAddress } from './variant/safe-address.js';
export {
  firstFleetPolicy,
  fleetForecastSchema,
  fleetPolicySchema,
  fleetTermsSchema,
  priceFor,
  studyOutlookSchema,
} from './messages/fleet.js';
export type { FleetForecast, FleetPolicy, FleetTerms, StudyOutlook } from './messages/fleet.js';
export { budgetSchema, outOfBudgetSchema } from './study/budget.js';
export type { Budget, OutOfBudget } from './study/budget.js';
export {
  labelsSchema,
  meetsRequirements,
  parseLabels,
  queueNameFor,
  requirementsText,
} from './study/requirements.js';
export type { Labels, Requirements } from './study/requirements.js';
export { defaultProject, projectOf } from './study/sharing.js';
export { defaultThreads, threadsOf } from './study/threads.js';
export { studySpecSchema } from './study/study-spec.js';
export type { StudySpec, StudySpecInput } from './study/study-spec.js';
export { studyChangesJsonSchema, studyJsonSchema } from './study/study-json-schema.js';
export { raceDecisionSchema, racingConfigSchema } from './study/racing.js';
export { rungArrivalsSchema, stopDecisionSchema, stoppingConfigSchema } from './study/stopping.js';
export type {
  RungArrival,
  RungArrivals,
  StopDecision,
  StoppingConfig,
  StoppingRuleName,
} from './study/stopping.js';
export type { RaceDecision, RacingConfig } from './study/racing.js';
export { listStages, nextStudyId, stageStudyId } from './study/series.js';
export type { Series, SeriesView, Winner } from './study/series.js';
export { studyFileSchema } from './study/staged-file.js';
export type { Stage, StudyFile } from './study/staged-file.js';
export { unknownFieldText } from './study/config-fields.js';
export type { ForeignArm } from './study/foreign-arm.js';
export type { ArmDesigns, Factor, Range } from './study/arm-designs.js';
export { components, lacksComponent } from './study/components.js';
export type { ComponentName } from './study/components.js';
export { mergeOverrides } from './study/merge-overrides.js';
export type { Overrides } from './study/merge-overrides.js';
export { ensembleConfigSchema, ensembleVariants, learnsWeights } from './study/ensemble-config.js';
export type {
  Combination,
  EnsembleConfig,
  EnsembleVariants,
  SelectionConfig,
} from './study/ensemble-config.js';
export {
  testTimeAugmentationSchema,
  countDistinctViews,
  testTimeViewCounts,
} from './variant/test-time-augmentation.js';
export type { TestTimeAugmentation } from './variant/test-time-augmentation.js';
export { checkpointConfigSchema, checkpointIntervals } from './study/checkpoint-config.js';
export type { CheckpointConfig, CheckpointInterval } from './study/checkpoint-config.js';
export { configurationSchema, describeConfiguration } from './study/configuration.js';
export type { Configuration } from './study/configuration.js';
export { findSameTrial, listTrainedAlike, whyNoneIsSame } from './study/same-trial.js';
export {
  countTrials,
  hashConfig,
  listTrials,
  nameOfMembers,
  nameTrial,
  classesOf,
  studySchema,
  variantSchema,
  trainingSeed,
  listTrainedVariants,
  trainingHash,
  variantHash,
  variantOfTrial,
} from './study/study.js';
export { defaultMaxTrials, studyLimits } from './study/study-limits.js';
export type { Duplicate, Study, TrialCell, Variant } from './study/study.js';
export { controlSchema, newControl } from './study/control.js';
export type { Control, ControlCommand } from './study/control.js';
export { desiredStateFor, isStanding, priorityFor } from './study/desired-state.js';
export type { DesiredState, DesiredTrials } from './study/desired-state.js';
export { countTrialStates, deriveStudyState } from './study/study-state.js';
export type { TrialCounts } from './study/study-state.js';
export { reduceHistory, reduceTrial, stateAtRest } from './progress/reduce-trial.js';
export type { TrialEvent } from './progress/reduce-trial.js';
export {
  marginText,
  nameBeside,
  significance,
  verdictOf,
  verdictTexts,
} from './results/verdict.js';
export {
  finalStudyStates,
  hasAnswer,
  isFinalStudyState,
  isFinalTrialState,
  mayTransition,
  studyStates,
  trialStates,
} from './study/states.js';
export type { FinalStudyState, StudyState, TrialState } from './study/states.js';
export { withoutResultText } from './study/without-result.js';
export { lossScaleSchema } from './results/environment.js';
export {
  attemptSchema,
  epochRecordSchema,
  failureSchema,
  historySchema,
  innerPredictionsSchema,
  predictionsSchema,
  receiptSchema,
  stateOfEnd,
} from './trial/trial.js';
export type {
  EpochRecord,
  EvaluatedWeights,
  Failure,
  InnerPredictions,
  Predictions,
  Receipt,
  TrialName,
} from './trial/trial.js';
export { trialEndsSchema } from './trial/trial-ends.js';
export type { TrialEnds } from './trial/trial-ends.js';
export { canRelieve, memoryReliefSchema, relieve } from './trial/memory-relief.js';
export {
  classScoreNames,
  classScoreRows,
  ofEachScore,
  resampledScores,
  laterScores,
  scoreNames,
  scoreRow,
  scoreTitle,
  shownScores,
} from './results/score-rows.js';
export type {
  ClassScoreName,
  ResampledScore,
  ScoreName,
  ScoreRow,
  Scores,
} from './results/score-rows.js';
export { evaluationSchema, scoresSchema } from './results/metrics.js';
export { intervalsOfClasses } from './results/metrics.js';
export type {
  Calibration,
  ClassIntervals,
  ClassScores,
  Evaluation,
  ScoreIntervals,
} from './results/metrics.js';
export { ensembleFailureSchema, ensembleResultSchema } from './results/ensemble.js';
export type {
  EnsembleFailure,
  EnsembleResult,
  LearntWeights,
  SealedComparison,
  UncertaintySummary,
} from './results/ensemble.js';
export { ensembleModelSchema, ensembleModelUpgrades } from './results/ensemble-model.js';
export type {
  ConformalScores,
  EnsembleModel,
  EnsembleModelMember,
} from './results/ensemble-model.js';
export {
  defaultCoverage,
  defaultTop,
  imagePredictionSchema,
  predictorSchema,
  researchOnly,
} from './results/prediction.js';
export type { ImagePrediction, Predictor } from './results/prediction.js';
export {
  predictionFailureSchema,
  predictionLimits,
  predictionOrderSchema,
  predictionRequestSchema,
  predictionResultSchema,
  predictionViewSchema,
} from './results/prediction-request.js';
export type {
  PredictionOrder,
  PredictionRequest,
  PredictionResult,
  PredictionView,
} from './results/prediction-request.js';
export { modelStages, registeredModelSchema, stageOf } from './results/registered-model.js';
export type { ModelStage, RegisteredModel, RegisteredVersion } from './results/registered-model.js';
export { conformalCoverageSchema, measuredCoverages } from './results/conformal.js';
export type { ConformalCoverage, CoverageCounts } from './results/conformal.js';
export { predictedBy } from './results/ensemble-views.js';
export type { EnsembleViews, PredictedBy, ViewRow } from './results/ensemble-views.js';
export { publishedScoreNames } from './results/published-scores.js';
export { publishedResultsSchema } from './study/published.js';
export type {
  Counterpart,
  PublishedBeside,
  PublishedResult,
  PublishedResults,
} from './study/published.js';
export { crossValidatedEnsembleSchema } from './results/cross-validated.js';
export type { CrossValidatedEnsemble } from './results/cross-validated.js';
export {
  ensembleScores,
  ofEnsembleScores,
  shownEnsembleScores,
} from './results/ensemble-scores.js';
export type { EnsembleIntervals, EnsembleScore, ScoreGain } from './results/ensemble-scores.js';
export { sealedOpeningSchema } from './results/sealed-opening.js';
export type { SealedOpening } from './results/sealed-opening.js';
export { answerSchema } from './results/answer.js';
export type { Answer } from './results/answer.js';
export { interimSchema } from './results/interim.js';
export type { Interim, InterimVariant, Spread } from './results/interim.js';
export { reportSchema } from './results/report.js';
export type {
  Caveat,
  Comparison,
  Estimate,
  Leakage,
  Prospects,
  Report,
  SeriesReport,
  VariantReport,
} from './results/report.js';
export type { DataFlow } from './results/data-flow.js';
export { reportSections, reportTableSchema } from './results/report-table.js';
export type {
  ReportCell,
  ReportColumn,
  ReportSection,
  ReportTable,
} from './results/report-table.js';
export { cellText } from './results/cell-text.js';
export { dash, decimal, percent, probability, signed, withInterval } from './results/score-text.js';
export type { Unit } from './results/score-text.js';
export { reportDocumentSchema } from './results/report-document.js';
export type { ReportBlock, ReportDocument } from './results/report-document.js';
export { reportFigureSchema } from './results/report-figure.js';
export type {
  Drawing,
  FlowDrawing,
  IntervalsDrawing,
  LinesDrawing,
  MatrixDrawing,
  ReportFigure,
} from './results/report-figure.js';
export { measuredBatchSizes, measurementSchema } from './results/measurement.js';
export type { Latency, Measurement } from './results/measurement.js';
export { reportAppendixSchema } from './results/report-appendix.js';
export type {
  Curve,
  LearningCurve,
  ReportAppendix,
  SharedErrors,
  SubgroupScore,
  TradeOff,
  VariantCurves,
} from './results/report-appendix.js';
export { predictionFilterSchema } from './results/prediction-filter.js';
export type { PredictionFilter } from './results/prediction-filter.js';
export { studyTableFormats, studyTableNames } from './results/tables.js';
export type { StudyTableFormat, StudyTableName } from './results/tables.js';
export {
  crossEvaluationFailureSchema,
  crossEvaluationRequestSchema,
  crossEvaluationSchema,
  crossEvaluationTaskSchema,
  crossEvaluationViewSchema,
  overlapReasons,
  transferModes,
} from './results/cross-evaluation.js';
export type {
  CrossEvaluation,
  CrossEvaluationRequest,
  CrossEvaluationTask,
  CrossEvaluationView,
  OverlapReason,
  Transfer,
  TransferMode,
} from './results/cross-evaluation.js';
export {
  explanationFailureSchema,
  explanationListSchema,
  explanationMethods,
  explanationOrderSchema,
  explanationRequestSchema,
  explanationSchema,
  explanationViewSchema,
} from './results/explanation.js';
export type {
  ClassExplanation,
  Explanation,
  ExplanationFailure,
  ExplanationList,
  ExplanationOrder,
  ExplanationPicture,
  ExplanationRequest,
  ExplanationView,
  MeanOverlap,
} from './results/explanation.js';
export {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  isTask,
  isTaskKind,
  nameOfJob,
  pausedDelayMs,
  queueMarkerKey,
  taskKinds,
  taskQueueName,
  tasks,
  trialOfJob,
} from './messages/queues.js';
export type {
  CrossEvaluationJob,
  ExplanationJob,
  JobName,
  PayloadOf,
  PredictionJob,
  TaskKind,
  TrialJob,
} from './messages/queues.js';
export {
  datasetImagePageSchema,
  datasetImageQuerySchema,
  datasetImageSchema,
  datasetPlanListSchema,
  datasetProblemPageSchema,
  datasetProblemQuerySchema,
  sentImageBytes,
} from './messages/dataset-views.js';
export type {
  DatasetImage,
  DatasetImagePage,
  DatasetPlanList,
  DatasetProblemPage,
} from './messages/dataset-views.js';
export { newNotes, notesRequestSchema, studyNotesSchema } from './study/notes.js';
export type { NotesRequest, StudyNotes } from './study/notes.js';
export { cellScoreNames, cellSchema, cellsSchema } from './messages/cells.js';
export type { Cell, Cells, CellScoreName } from './messages/cells.js';
export {
  attemptListSchema,
  attemptViewSchema,
  trialPredictionsSchema,
} from './messages/trial-results.js';
export type {
  AttemptEnd,
  AttemptList,
  AttemptView,
  TrialPredictions,
} from './messages/trial-results.js';
export { isRedisUrl, parseRedisAddress, redisUrlForm } from './messages/redis-address.js';
export type { RedisAddress } from './messages/redis-address.js';
export {
  fleetDemandSchema,
  queuedJobSchema,
  queuePageSchema,
  waitReasons,
  workerListSchema,
  workerNameSchema,
  workerReportSchema,
  workerViewSchema,
} from './messages/queue-views.js';
export type {
  FleetDemand,
  QueuedJob,
  QueuePage,
  WaitReason,
  WorkerList,
  WorkerReport,
  WorkerView,
} from './messages/queue-views.js';
export {
  comparedVariants,
  comparisonAcrossSchema,
  comparisonQuerySchema,
} from './messages/comparison-across.js';
export type { ComparedVariant, ComparisonAcross } from './messages/comparison-across.js';
export { openSealedPartSchema, sealedPartViewSchema } from './messages/sealed-part.js';
export type { OpenSealedPart, SealedPartView } from './messages/sealed-part.js';
export {
  maxStudiesAtOnce,
  studyActionResultSchema,
  studyActionSchema,
} from './messages/study-action.js';
export type { StudyAction, StudyActionResult } from './messages/study-action.js';
export { presetListSchema } from './messages/presets.js';
export type { PresetList } from './messages/presets.js';
export { forecastSchema } from './messages/forecast.js';
export type { Forecast, StudyForecast } from './messages/forecast.js';
export { shortenEvent, studyEventSchema } from './messages/events.js';
export type { StudyEvent } from './messages/events.js';
export {
  datasetViewSchema,
  importedPlanSchema,
  priorityRequestSchema,
  retryRequestSchema,
  reviveRequestSchema,
  problemDocumentSchema,
  reconciledSchema,
  studyDetailSchema,
  longPageQuerySchema,
  pageQuerySchema,
  studyFilterSchema,
  studyListQuerySchema,
  studyOrders,
  studyPageSchema,
  studyViewSchema,
  submittedSchema,
  trialMetricsSchema,
  trialPageSchema,
  trialViewSchema,
  wholeLimit,
} from './messages/api.js';
export type {
  DatasetView,
  ImportedPlan,
  ProblemDocument,
  Reconciled,
  StudyDetail,
  StudyFilter,
  StudyOrder,
  StudyPage,
  StudyView,
  Submitted,
  TrialMetrics,
  TrialPage,
  TrialView,
} from './messages/api.js';
export {
  isPermitted,
  listPermissions,
  permissions,
  reachesProject,
  roles,
} from './access/permissions.js';
export type { Permission, Principal, Role } from './access/permissions.js';
export {
  apiTokenListSchema,
  apiTokenRequestSchema,
  ownTokenRequestSchema,
  apiTokenViewSchema,
  createdTokenSchema,
  isLive,
  parseToken,
  sessionViewSchema,
  tokenText,
  userSchema,
  viewApiToken,
} from './access/api-token.js';
export type {
  ApiToken,
  ApiTokenList,
  ApiTokenRequest,
  ApiTokenView,
  CreatedToken,
  SessionView,
} from './access/api-token.js';
export { auditListSchema, loggedBodyChars } from './access/audit-entry.js';
export type { AuditEntry, AuditList } from './access/audit-entry.js';
export { byteObjects, recordKind, records, studyFolder, studyOfKey } from './records/records.js';
export type { RecordKind, WriteRule } from './records/records.js';
export { keyPattern } from './records/key-pattern.js';
export type { KeyPattern } from './records/key-pattern.js';
export { currentVersion, parseDocument, readableVersions, versioned } from './versioned.js';
export type { DocumentSchema, OldDocument, Upgrades, Versioned } from './versioned.js';
export { removableThings, removalNames, storePolicySchema } from './housekeeping/store-policy.js';
export type { RemovableThing, RetentionRule, StorePolicy } from './housekeeping/store-policy.js';
export { maxRemovedObjects } from './housekeeping/removal.js';
export type { Removal } from './housekeeping/removal.js';
