import {
  byteObjects,
  keyPattern,
  records,
  type KeyPattern,
  type RecordKind,
} from '@crossfold/contracts';
import {
  assertAttempt,
  assertEnsemble,
  assertEnsembleFailure,
  assertFailure,
  assertMemoryRelief,
  assertOpening,
  assertReceipt,
} from './document-rules.js';
import {
  afterAnswer,
  ofAskedExplanation,
  ofAskedPrediction,
  ofDueOpening,
  ofKnownTrial,
  ofNewestAttempt,
  ofOpenCrossEvaluation,
  ofOpenEnsemble,
  ofOpenExplanation,
  ofOpenPrediction,
  ofOwnAttempt,
  ofOwnMember,
  ofOwnOpenEnsemble,
  ofOwnOpening,
  ofTidyTrial,
  type PlaceRule,
} from './place-rules.js';
import type { DocumentRule } from './document-rules.js';

/** What a key names: ids and numbers. */
export type KeyNames = Readonly<Record<string, string | number>>;

/** What workers may do with objects of one kind. */
export interface ObjectRight {
  readonly kind: KeyPattern<KeyNames>;
  /** Of a record; null where the objects are bytes. */
  readonly record: RecordKind<KeyNames, never> | null;
  readonly read: boolean;
  /** Whether the folder of such objects may be listed. */
  readonly list: boolean;
  readonly write: WriteRight | null;
  /** Which of them may be removed. */
  readonly remove: PlaceRule | null;
}

export interface WriteRight {
  readonly maxBytes: number;
  /** Which of them, by what the store says already. */
  readonly where: PlaceRule;
  /** What has to be true of a document beside its schema, and that it names what its key names. */
  readonly what?: DocumentRule;
}

const kib = 2 ** 10;
const mib = 2 ** 20;
const gib = 2 ** 30;

const [tiny, small, table] = [64 * kib, mib, 64 * mib];

/**
 * All that workers may do. What is in no row is not for them: data sets and their names, control,
 * notes, decisions, reports, registered models, tokens and the audit log.
 */
export const workerRights: readonly ObjectRight[] = [
  ofRecord(records.manifest, { read: true }),
  ofRecord(records.foldPlan, { read: true }),
  ofRecord(records.reference, { read: true }),
  ofRecord(records.removal, { read: true, list: true }),
  ofBytes(byteObjects.blob, { read: true }),
  ofRecord(records.study, { read: true }),
  ofRecord(records.control, { read: true }),

  ofRecord(records.attempt, {
    read: true,
    list: true,
    write: { maxBytes: tiny, where: ofKnownTrial, what: assertAttempt },
  }),
  ofBytes(byteObjects.checkpoint, {
    read: true,
    list: true,
    write: { maxBytes: 5 * gib, where: ofOwnAttempt },
    remove: ofTidyTrial,
  }),
  ofRecord(records.memoryRelief, {
    read: true,
    write: { maxBytes: tiny, where: ofNewestAttempt, what: assertMemoryRelief },
  }),
  ofRecord(records.predictions, { read: true, write: { maxBytes: table, where: ofOwnAttempt } }),
  ofRecord(records.innerPredictions, {
    read: true,
    write: { maxBytes: table, where: ofOwnAttempt },
  }),
  ofRecord(records.history, { read: true, write: { maxBytes: table, where: ofOwnAttempt } }),
  ofBytes(byteObjects.weights, {
    read: true,
    write: { maxBytes: 5 * gib, where: ofOwnAttempt },
  }),
  ofBytes(byteObjects.trialLog, { write: { maxBytes: small, where: ofOwnAttempt } }),
  ofRecord(records.receipt, {
    read: true,
    write: { maxBytes: small, where: ofNewestAttempt, what: assertReceipt },
  }),
  ofRecord(records.failure, {
    read: true,
    write: { maxBytes: small, where: ofNewestAttempt, what: assertFailure },
  }),

  ofRecord(records.sealedOpening, {
    write: { maxBytes: small, where: ofDueOpening, what: assertOpening },
  }),
  ofBytes(byteObjects.sealedPredictions, { write: { maxBytes: gib, where: ofOwnMember } }),
  ofRecord(records.ensemblePredictions, {
    write: { maxBytes: table, where: ofOwnOpenEnsemble },
  }),
  ofRecord(records.ensemble, {
    read: true,
    write: { maxBytes: table, where: ofOwnOpening, what: assertEnsemble },
  }),
  ofRecord(records.ensembleFailure, {
    write: { maxBytes: small, where: ofOpenEnsemble, what: assertEnsembleFailure },
  }),

  ofRecord(records.openCrossEvaluation, { read: true, remove: afterAnswer }),
  ofRecord(records.crossEvaluationPredictions, {
    write: { maxBytes: table, where: ofOpenCrossEvaluation },
  }),
  ofRecord(records.crossEvaluation, {
    read: true,
    write: { maxBytes: table, where: ofOpenCrossEvaluation },
  }),
  ofRecord(records.crossEvaluationFailure, {
    write: { maxBytes: small, where: ofOpenCrossEvaluation },
  }),

  ofRecord(records.explanationOrder, { read: true }),
  ofBytes(byteObjects.explanationPicture, {
    read: true,
    write: { maxBytes: table, where: ofOpenExplanation },
  }),
  ofRecord(records.explanation, {
    read: true,
    write: { maxBytes: table, where: ofAskedExplanation },
  }),
  ofRecord(records.explanationFailure, { write: { maxBytes: small, where: ofOpenExplanation } }),

  ofRecord(records.predictionOrder, { read: true }),
  ofBytes(byteObjects.predictionImage, { read: true }),
  ofBytes(byteObjects.predictionMap, { write: { maxBytes: table, where: ofOpenPrediction } }),
  ofRecord(records.predictionResult, {
    read: true,
    write: { maxBytes: table, where: ofAskedPrediction },
  }),
  ofRecord(records.predictionFailure, { write: { maxBytes: small, where: ofOpenPrediction } }),

  // By which a worker tries the store at its start.
  ofBytes(keyPattern('checks/{name}'), {
    read: true,
    write: { maxBytes: kib, where: () => Promise.resolve() },
    remove: () => Promise.resolve(),
  }),
];

type Given = Partial<Pick<ObjectRight, 'read' | 'list' | 'write' | 'remove'>>;

function ofRecord(record: unknown, given: Given): ObjectRight {
  const kind = record as RecordKind<KeyNames, never>;
  return { ...ofBytes(kind, given), record: kind };
}

function ofBytes(kind: unknown, given: Given): ObjectRight {
  const none = { read: false, list: false, write: null, remove: null, record: null };
  return { kind: kind as KeyPattern<KeyNames>, ...none, ...given };
}
