import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { sha256Schema } from '../identifiers.js';
import { ensembleConfigSchema } from '../study/ensemble-config.js';
import { conformalCoverageSchema } from './conformal.js';
import { ensembleViewsSchema } from './ensemble-views.js';
import {
  calibrationSchema,
  evaluationSchema,
  resampledScoresSchema,
  scoreIntervalsSchema,
} from './metrics.js';

/** How much each variant counts, learnt on inner validation before the sealed part was opened. */
const learntWeightsSchema = z.strictObject({
  /** By variant, summing to one. */
  weights: z.record(z.string(), z.number().min(0).max(1)),
  /** Predictions that it rests on: those of every cell that all variants finished. */
  images: z.int().positive(),
  cells: z.int().positive(),
  /** Negative log-likelihood of these predictions in nats: with equal weights, and with these. */
  nll: z.strictObject({ equal: z.number(), learnt: z.number() }),
});
export type LearntWeights = z.infer<typeof learntWeightsSchema>;

/** Means over a group of images, in nats; null where the group is empty. */
const uncertaintyGroupSchema = z
  .strictObject({
    images: z.int().positive(),
    entropy: z.number(),
    mutualInformation: z.number(),
  })
  .nullable();

const uncertaintySummarySchema = z.strictObject({
  right: uncertaintyGroupSchema,
  wrong: uncertaintyGroupSchema,
  /** Area under the ROC curve of telling wrong answers from right ones; null where all are alike. */
  errorRocArea: z.strictObject({ entropy: z.number(), mutualInformation: z.number() }).nullable(),
});
export type UncertaintySummary = z.infer<typeof uncertaintySummarySchema>;

/**
 * The ensemble beside the baseline on the same sealed images. The baseline is scored as single models,
 * which is what the out-of-fold scores are of: the mean of the scores of each alone.
 */
const sealedComparisonSchema = z.strictObject({
  baseline: z.string(),
  /** Trials of the baseline that are scored, each alone. */
  models: z.array(z.string()).min(1),
  /** Means over the models. */
  scores: resampledScoresSchema,
  /** Ensemble minus baseline: paired, on the same resampled groups. */
  intervals: scoreIntervalsSchema,
});
export type SealedComparison = z.infer<typeof sealedComparisonSchema>;

/** The final scores of an ensemble on the sealed part. */
export const ensembleResultSchema = z.strictObject({
  schemaVersion: z.literal(3),
  studyId: z.string(),
  ...ensembleConfigSchema.shape,
  /** The trials whose models vote. */
  members: z.array(z.string()).min(1),
  /** Cells of the variants that gave no model, and so do not vote. */
  missing: z.array(z.string()),
  learnt: learntWeightsSchema.nullable().default(null),
  predictions: z.strictObject({ key: z.string(), sha256: sha256Schema }),
  evaluation: evaluationSchema,
  /** Null in results that are older than these. */
  intervals: scoreIntervalsSchema.nullable().default(null),
  /** With each member's probabilities scaled by its own temperature; null without temperatures. */
  calibration: calibrationSchema.nullable().default(null),
  /** Null where no model of the baseline finished, and in results that are older than this. */
  comparison: sealedComparisonSchema.nullable().default(null),
  uncertainty: uncertaintySummarySchema.nullable().default(null),
  /**
   * How often its conformal sets hold the true class of sealed images; null for a combination that
   * cannot predict one image, where out-of-fold predictions could not be read, and in results that
   * are older than this.
   */
  conformal: z.array(conformalCoverageSchema).nullable().default(null),
  /** Null where no sets of views were to be scored, and in results that are older than these. */
  scoredViews: ensembleViewsSchema.nullable().default(null),
  scoredAt: z.iso.datetime(),
});
export type EnsembleResult = z.infer<typeof ensembleResultSchema>;

/** Why an ensemble has no result, in an edition of its study. A retry tries again. */
export const ensembleFailureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  edition: z.int().positive(),
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  failedAt: z.iso.datetime(),
});
export type EnsembleFailure = z.infer<typeof ensembleFailureSchema>;
