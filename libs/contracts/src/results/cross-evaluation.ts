import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import { classScoresSchema, scoreIntervalsSchema } from './metrics.js';

/*
 * How the models of a study do on another data set. The study itself is over by then, and nothing of
 * it changes.
 */

/** What a researcher asks for. */
export const crossEvaluationRequestSchema = z.strictObject({
  dataset: nameSchema.describe('The data set to predict.'),
  variant: nameSchema.optional().describe('Whose models; the baseline when left out.'),
  testTimeAugmentation: testTimeAugmentationSchema.default('none'),
});
export type CrossEvaluationRequest = z.infer<typeof crossEvaluationRequestSchema>;

/** What is to be done, frozen. Its id is a hash of what decides the answer. */
export const crossEvaluationTaskSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  crossEvaluationId: z.string(),
  variant: nameSchema,
  testTimeAugmentation: testTimeAugmentationSchema,
  source: z.strictObject({ name: nameSchema, manifestSha256: sha256Schema }),
  target: z.strictObject({ name: nameSchema, manifestSha256: sha256Schema }),
  requestedAt: z.iso.datetime(),
});
export type CrossEvaluationTask = z.infer<typeof crossEvaluationTaskSchema>;

/**
 * Why an image of the target is not predicted: the study trained on its bytes, on its group or on
 * its patient, or has them in its sealed part.
 */
export const overlapReasons = [
  'trained-bytes',
  'trained-group',
  'trained-patient',
  'sealed',
] as const;
export type OverlapReason = (typeof overlapReasons)[number];

const scoreSchema = z.number().min(0).max(1);

/** Macro scores are means over the classes that the target has. */
const transferScoresSchema = z.strictObject({
  accuracy: scoreSchema,
  balancedAccuracy: scoreSchema,
  macroPrecision: scoreSchema,
  macroF1: scoreSchema,
  macroRocAuc: scoreSchema,
  ece: scoreSchema,
});

export const transferModes = ['open', 'closed'] as const;
export type TransferMode = (typeof transferModes)[number];

/**
 * `open`: the model may answer any of its classes, also those that the target has not, which is then
 * an error. `closed`: its probabilities are restricted to the classes of the target and divided by
 * their sum.
 */
const transferSchema = z.strictObject({
  /** Which the model may answer: columns of the confusion matrix. */
  classes: z.array(z.string()),
  scores: transferScoresSchema,
  intervals: scoreIntervalsSchema,
  /** Of the classes that the target has. */
  perClass: z.array(classScoresSchema),
  /** [class of `perClass`][class of `classes`] */
  confusionMatrix: z.array(z.array(z.int().min(0))),
  /** Balanced accuracy of the single models: mean, and sample deviation (null for one). */
  members: z.strictObject({ mean: z.number(), sd: z.number().nullable() }),
});
export type Transfer = z.infer<typeof transferSchema>;

/** The answer: written once. */
export const crossEvaluationSchema = z.strictObject({
  ...crossEvaluationTaskSchema.shape,
  schemaVersion: z.literal(2),
  /** Trials whose models predict; the scores are those of their mean. */
  members: z.array(z.string()).min(1),
  /** Cells of the variant that gave no model. */
  missing: z.array(z.string()),
  images: z.int().positive(),
  /** Patients where known, else groups of the manifest: what is resampled. */
  groups: z.int().positive(),
  /** Images of the target that overlap with the study and so are not predicted. */
  dropped: z.array(z.strictObject({ reason: z.enum(overlapReasons), images: z.int().positive() })),
  /**
   * Images that the target's folder has of classes that no model here knows: left out when the data
   * set was added, and errors in every open world.
   */
  unknownClassImages: z.int().min(0),
  /** Accuracy of open mode with those counted as errors. */
  accuracyWithUnknown: scoreSchema,
  open: transferSchema,
  closed: transferSchema,
  predictions: z.strictObject({ key: z.string(), sha256: sha256Schema }),
  scoredAt: z.iso.datetime(),
});
export type CrossEvaluation = z.infer<typeof crossEvaluationSchema>;

/** Why there is no answer. Asking again tries again. */
export const crossEvaluationFailureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  crossEvaluationId: z.string(),
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  failedAt: z.iso.datetime(),
});

/** As the API shows it. */
export const crossEvaluationViewSchema = z.strictObject({
  studyId: z.string(),
  crossEvaluationId: z.string(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']),
  result: crossEvaluationSchema.nullable(),
  error: z.strictObject({ code: z.enum(errorCodes), message: z.string() }).nullable(),
});
export type CrossEvaluationView = z.infer<typeof crossEvaluationViewSchema>;
