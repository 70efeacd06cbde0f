import { apiTokenSchema } from '../access/api-token.js';
import { auditPageSchema } from '../access/audit-entry.js';
import { datasetPointerSchema, manifestSchema } from '../dataset/dataset.js';
import { fileReferenceSchema } from '../dataset/file-reference.js';
import { foldPlanSchema } from '../dataset/fold-plan.js';
import {
  upgradePlanOptions,
  upgradeSealedFolds,
  upgradeStudyWords,
} from '../dataset/sealed-words.js';
import {
  upgradeCrossEvaluation,
  upgradeExplanation,
  upgradeFoldPlan,
  upgradeManifest,
  upgradePointer,
  upgradeReport,
} from '../dataset/version-1.js';
import { removalSchema } from '../housekeeping/removal.js';
import {
  crossEvaluationFailureSchema,
  crossEvaluationSchema,
  crossEvaluationTaskSchema,
} from '../results/cross-evaluation.js';
import {
  upgradeEndScores,
  upgradeEvaluated,
  upgradeReportParts,
  upgradeReportScores,
} from '../results/earlier-scores.js';
import { ensembleFailureSchema, ensembleResultSchema } from '../results/ensemble.js';
import {
  explanationFailureSchema,
  explanationOrderSchema,
  explanationSchema,
} from '../results/explanation.js';
import { measurementSchema } from '../results/measurement.js';
import { reportAppendixSchema } from '../results/report-appendix.js';
import {
  predictionFailureSchema,
  predictionOrderSchema,
  predictionResultSchema,
} from '../results/prediction-request.js';
import { registeredModelSchema } from '../results/registered-model.js';
import { reportSchema } from '../results/report.js';
import { sealedOpeningSchema } from '../results/sealed-opening.js';
import { controlSchema, controlUpgrades } from '../study/control.js';
import { fleetPolicySchema } from '../messages/fleet.js';
import { studyNotesSchema } from '../study/notes.js';
import { raceDecisionSchema } from '../study/racing.js';
import { rungArrivalsSchema, stopDecisionSchema } from '../study/stopping.js';
import { studySchema } from '../study/study.js';
import { upgradeFold, upgradeTrialIds } from '../trial/earlier-folds.js';
import { memoryReliefSchema } from '../trial/memory-relief.js';
import { trialEndsSchema } from '../trial/trial-ends.js';
import {
  attemptSchema,
  failureSchema,
  historySchema,
  innerPredictionsSchema,
  predictionsSchema,
  receiptSchema,
} from '../trial/trial.js';
import { keyPattern, type KeyPattern, type NamesOf } from './key-pattern.js';
import type { DocumentSchema, Upgrades, Versioned } from '../versioned.js';

/**
 * How a document may be written: `once`, where a second writer is refused; `update`, with a condition
 * on what was read before; `replace`, whatever is there.
 */
export type WriteRule = 'once' | 'update' | 'replace';

/** One kind of stored document: where it lies, what it looks like, how it may be written. */
export interface RecordKind<P, S extends DocumentSchema, W extends WriteRule = WriteRule>
  extends KeyPattern<P>, Versioned<S> {
  readonly write: W;
}

const inStudy = 'studies/{studyId}';
const inTrial = `${inStudy}/trials/{trialId}`;
const inAttempt = `${inTrial}/results/{attempt:6}`;
const inCrossEvaluation = `${inStudy}/cross-evaluations/{crossEvaluationId}`;
const inPrediction = 'predictions/{predictionId}';
const inExplanation = `${inStudy}/explanations/{number:6}`;

/** What was added is null or empty in documents of before. */
const added: Upgrades[number] = (document) => document;
const reportUpgrades: Upgrades = {
  1: upgradeReport,
  2: upgradeReportScores,
  3: added,
  4: upgradePlanOptions,
  5: upgradeReportParts,
};

/**
 * Every document of the object store. No key is ever the beginning of another one followed by "/":
 * some servers cannot hold both.
 */
export const records = {
  /** Pointer from a name to its manifest, and to earlier ones. */
  dataset: recordKind('datasets/{name}.json', 'update', datasetPointerSchema, {
    0: (pointer) => pointer,
    1: upgradePointer,
  }),
  manifest: recordKind('manifests/{sha256}.json', 'once', manifestSchema, { 1: upgradeManifest }),
  /** In place of the blob: where the file lies that the store does not hold. */
  reference: recordKind('references/{sha256^2}/{sha256}.json', 'replace', fileReferenceSchema),
  foldPlan: recordKind('fold-plans/{sha256}.json', 'once', foldPlanSchema, {
    1: upgradeFoldPlan,
    2: upgradeSealedFolds,
  }),
  sealedOpening: recordKind(
    'sealed-openings/{partSha256}/{studyId}.{number:4}.json',
    'once',
    sealedOpeningSchema,
    { 1: added },
  ),
  study: recordKind(`${inStudy}/study.json`, 'once', studySchema, {
    1: upgradeStudyWords,
    2: upgradeTrialIds,
    3: added,
  }),
  control: recordKind(`${inStudy}/control.json`, 'update', controlSchema, controlUpgrades),
  /** How the fleet is shared, and what it costs. */
  fleetPolicy: recordKind('fleet/policy.json', 'update', fleetPolicySchema),
  notes: recordKind(`${inStudy}/notes.json`, 'update', studyNotesSchema),
  /** The ledger of a race. */
  raceDecision: recordKind(`${inStudy}/race-decisions/{number:6}.json`, 'once', raceDecisionSchema),
  /** What stopped trials between two epochs. */
  stopDecision: recordKind(`${inStudy}/stop-decisions/{number:6}.json`, 'once', stopDecisionSchema),
  /** Who came to a rung, in the order of coming. */
  rungArrivals: recordKind(`${inStudy}/rung-arrivals/{number:6}.json`, 'once', rungArrivalsSchema),
  attempt: recordKind(`${inTrial}/attempts/{attempt:6}.json`, 'once', attemptSchema),
  memoryRelief: recordKind(`${inTrial}/memory-relief.json`, 'update', memoryReliefSchema),
  /** Results carry the attempt that made them: which of them count, the receipt says. */
  predictions: recordKind(`${inAttempt}/predictions.json`, 'replace', predictionsSchema),
  innerPredictions: recordKind(
    `${inAttempt}/inner-predictions.json`,
    'replace',
    innerPredictionsSchema,
    { 1: upgradeFold },
  ),
  history: recordKind(`${inAttempt}/history.json`, 'replace', historySchema),
  receipt: recordKind(`${inTrial}/receipt.json`, 'once', receiptSchema, {
    1: upgradeEvaluated,
    2: upgradeFold,
  }),
  failure: recordKind(`${inTrial}/failure.json`, 'update', failureSchema),
  /** What a report of an edition rests on, in short: one object in place of thousands. */
  trialEnds: recordKind(`${inStudy}/trial-ends/{edition:6}.json`, 'once', trialEndsSchema, {
    1: upgradeEndScores,
    2: added,
  }),
  ensemblePredictions: recordKind(
    `${inStudy}/ensemble-predictions.json`,
    'replace',
    predictionsSchema,
  ),
  ensemble: recordKind(`${inStudy}/ensemble.json`, 'once', ensembleResultSchema, {
    1: upgradeEvaluated,
    2: added,
  }),
  ensembleFailure: recordKind(`${inStudy}/ensemble-failure.json`, 'replace', ensembleFailureSchema),
  report: recordKind(`${inStudy}/report.json`, 'update', reportSchema, reportUpgrades),
  /** Of the report of an edition. */
  reportAppendix: recordKind(
    `${inStudy}/appendices/{edition:6}.json`,
    'replace',
    reportAppendixSchema,
  ),
  /** Of one model of a variant, as it was measured last. */
  measurement: recordKind(`${inStudy}/measurements/{variant}.json`, 'replace', measurementSchema),
  /** A report that a later edition has taken the place of. */
  earlierReport: recordKind(
    `${inStudy}/earlier-reports/{edition:6}.json`,
    'once',
    reportSchema,
    reportUpgrades,
  ),
  /** Tasks without an answer, of all studies: to be queued again when the queue is lost. */
  openCrossEvaluation: recordKind(
    'open-cross-evaluations/{studyId}.{crossEvaluationId}.json',
    'once',
    crossEvaluationTaskSchema,
  ),
  crossEvaluationPredictions: recordKind(
    `${inCrossEvaluation}/predictions.json`,
    'replace',
    predictionsSchema,
  ),
  crossEvaluation: recordKind(`${inCrossEvaluation}/result.json`, 'once', crossEvaluationSchema, {
    1: upgradeCrossEvaluation,
  }),
  crossEvaluationFailure: recordKind(
    `${inCrossEvaluation}/failure.json`,
    'replace',
    crossEvaluationFailureSchema,
  ),
  explanationOrder: recordKind(`${inExplanation}/order.json`, 'once', explanationOrderSchema),
  explanation: recordKind(`${inExplanation}/explanation.json`, 'once', explanationSchema, {
    1: upgradeExplanation,
  }),
  explanationFailure: recordKind(`${inExplanation}/failure.json`, 'once', explanationFailureSchema),
  /** A token of the API, or a session of a browser. */
  apiToken: recordKind('api-tokens/{tokenId}.json', 'update', apiTokenSchema),
  /** Commands that were given, in a chain of hashes. */
  auditPage: recordKind('audit-log/{number:9}.json', 'once', auditPageSchema),
  /** A named ensemble, in versions. */
  registeredModel: recordKind('models/{name}.json', 'update', registeredModelSchema),
  /** What a policy of retention took out of a study. */
  removal: recordKind('removals/{studyId}/{number:6}.json', 'once', removalSchema),
  /** Images that were sent to be predicted; all of it is removed after a day. */
  predictionOrder: recordKind(`${inPrediction}/order.json`, 'once', predictionOrderSchema),
  predictionResult: recordKind(`${inPrediction}/result.json`, 'once', predictionResultSchema),
  predictionFailure: recordKind(`${inPrediction}/failure.json`, 'replace', predictionFailureSchema),
} as const;

/** What the store holds besides: bytes that are no JSON. */
export const byteObjects = {
  /** An image or mask file, named by content. */
  blob: keyPattern('blobs/{sha256^2}/{sha256}'),
  weights: keyPattern(`${inAttempt}/weights.safetensors`),
  /** In the order of training; no two attempts write the same one. */
  checkpoint: keyPattern(`${inTrial}/checkpoints/{epoch:6}-{step:6}-{attempt:6}.safetensors`),
  /** What was said during an attempt, as text; no result rests on it. */
  trialLog: keyPattern(`${inTrial}/logs/{attempt:6}.txt`),
  /** What a member of the ensemble says of the sealed images, with each set of views. */
  sealedPredictions: keyPattern(`${inStudy}/sealed-predictions/{trialId}.safetensors`),
  predictionImage: keyPattern(`${inPrediction}/images/{image:6}`),
  predictionMap: keyPattern(`${inPrediction}/maps/{image:6}.png`),
  explanationPicture: keyPattern(`${inExplanation}/pictures/{picture:6}.png`),
} as const;

/** Where all objects of a study lie, but for its openings and its open tasks. */
export function studyFolder(studyId: string): string {
  return `studies/${studyId}/`;
}

/** The study in whose folder an object lies, whatever it is; null where it lies elsewhere. */
export function studyOfKey(key: string): string | null {
  return /^studies\/([^/]+)\//.exec(key)?.[1] ?? null;
}

/** A row of the table. */
export function recordKind<
  const T extends string,
  S extends DocumentSchema,
  const W extends WriteRule,
>(pattern: T, write: W, schema: S, upgrades: Upgrades = {}): RecordKind<NamesOf<T>, S, W> {
  return { ...keyPattern(pattern), schema, upgrades, write };
}
