export { modelCard } from './card/model-card.js';
export type { CardSources } from './card/model-card.js';
export { assertMasks } from './compile/assert-masks.js';
export { cloneSpec } from './compile/clone-spec.js';
export { compileFile, parseFile } from './compile/compile-file.js';
export { compileStudy, parseStudySpec } from './compile/compile-study.js';
export { findFoldPlan, saveFoldPlan, storeForeignPlan } from './compile/fold-plans.js';
export { countSameTrials, findAlikeTrials } from './compile/same-trials.js';
export { firstStudyOf, laterForeignArms } from './series/first-study.js';
export type { FirstStudy } from './series/first-study.js';
export { compileNextStage } from './series/next-stage.js';
export { forecastFile } from './forecast/forecast-file.js';
export { publishedWeightsOf } from './forecast/published-weights.js';
export { networkKey } from './forecast/measure-paces.js';
export { trainingWork } from './forecast/training-work.js';
export type { TrainingWork } from './forecast/training-work.js';
export { epochTimeMs, trackStudy } from './neighbours/tracked-study.js';
export type { TrackedEpoch, TrackedStudy, TrackedTrial } from './neighbours/tracked-study.js';
export { eventFileName, trialEvents } from './neighbours/trial-events.js';
export { budgetOf, fitsBudget, judgeBudget, usedHours } from './budget/judge-budget.js';
export type { BudgetContext } from './budget/judge-budget.js';
export { findTrial } from './progress/find-trial.js';
export { slotSeconds } from './progress/trial-seconds.js';
export { listStudies, wantedBy } from './progress/list-studies.js';
export { loadChanges, loadStudy } from './progress/load-study.js';
export { noWorkerText, standstillOf } from './progress/standstill.js';
export type { Standstill, WorkersState } from './progress/standstill.js';
export { isFinalRecord } from './progress/study-final.js';
export { StudyIndex } from './progress/study-index.js';
export {
  applyControl,
  applyEvent,
  countOpen,
  newStudyRecord,
  settleFrom,
} from './progress/study-record.js';
export type { StudyRecord, TrialRecord } from './progress/study-record.js';
export { whyStopped } from './progress/series-view.js';
export { studyState, viewStudy, viewStudyDetail, viewTrial } from './progress/study-view.js';
export { listStudyIds } from './progress/study-ids.js';
export { takePage, takeSize } from './progress/take-page.js';
export { viewCells } from './progress/view-cells.js';
export { findTrialsToSkip } from './progress/trials-to-skip.js';
export type { TrialToSkip } from './progress/trials-to-skip.js';
export { decideRace } from './race/decide-race.js';
export { readRaceDecisions } from './race/race-record.js';
export { findTrialsToDrop } from './race/trials-to-drop.js';
export { decideStops, findStopsToMake, lackEpochs, stopReason } from './stopping/decide-stop.js';
export { readRungArrivals, readStopDecisions } from './stopping/stop-record.js';
export { createStoreReader } from './reader/store-reader.js';
export type {
  ReportChoice,
  StudyListFilter,
  StudyName,
  StudyReader,
} from './reader/study-reader.js';
export { isOpen, listExplanations } from './records/explanation-records.js';
export type { ExplanationRecord } from './records/explanation-records.js';
export { readAttempts, readReceipt, readTrialPredictions } from './records/trial-results.js';
export { readCheckpointEpochs } from './records/checkpoint-epochs.js';
export { readTrialLog } from './records/trial-log.js';
export type { TrialLogChoice } from './records/trial-log.js';
export { trialPredictionTable } from './tables/trial-tables.js';
export { readCrossEvaluations } from './records/read-cross-evaluations.js';
export { answerOf } from './render/headlines.js';
export { renderExplanation } from './render/render-explanation.js';
export { documentMarkdown } from './render/markdown.js';
export { reportFormats, tableChoices } from './render/render-report.js';
export type { ReportFormat, TableChoice } from './render/render-report.js';
export { renderStudyReport, reportedStudy } from './report/render-study.js';
export { readSealedOpenings } from './summary/sealed-openings.js';
export { writeReport } from './report/write-report.js';
export { columnName } from './tables/data-table.js';
export { readStudyTable } from './tables/study-tables.js';
export { tableFormats } from './tables/write-table.js';
export { compareAcross } from './audit/compare-across.js';
export type { ChosenVariant } from './audit/compare-across.js';
export { auditDocument, hasLeak } from './audit/audit-document.js';
export type { AuditSubject } from './audit/audit-document.js';
export { compareForeign, foreignDocument } from './audit/compare-foreign.js';
export type { ForeignResult } from './audit/compare-foreign.js';
export { auditPredictions } from './audit/audit-scores.js';
export { auditCsv, auditFormats, auditJson } from './audit/audit-views.js';
export { checkEnsembleViews } from './report/check-ensemble-views.js';
export { applyRetention } from './housekeeping/apply-retention.js';
export type { AppliedRetention } from './housekeeping/apply-retention.js';
export { planRetention } from './housekeeping/plan-retention.js';
export type { HeldBack, PlannedRemoval, RetentionPlan } from './housekeeping/plan-retention.js';
export { measureUsage } from './housekeeping/store-usage.js';
export type { StoreUsage, Usage } from './housekeeping/store-usage.js';
export { findOrphans, orphanReasons } from './housekeeping/find-orphans.js';
export type { Orphan, OrphanReason } from './housekeeping/find-orphans.js';
export { copyStore } from './housekeeping/copy-store.js';
export type { CopiedStore, CopySettings } from './housekeeping/copy-store.js';
export { upgradeStore } from './housekeeping/upgrade-store.js';
export type { StoredVersion, UpgradedStore } from './housekeeping/upgrade-store.js';
export { createStoreQuota } from './housekeeping/store-quota.js';
export type { StoreQuota, StoreRoom } from './housekeeping/store-quota.js';
