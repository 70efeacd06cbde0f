import { z } from 'zod';

const scoreSchema = z.number().min(0).max(1);

/** -1 for perfect disagreement, 0 for chance. */
const agreementSchema = z.number().min(-1).max(1);

/** Scores of one set of predictions over K classes; in [0, 1] where nothing else is said. */
export const scoresSchema = z.strictObject({
  accuracy: scoreSchema,
  balancedAccuracy: scoreSchema,
  macroPrecision: scoreSchema,
  macroRecall: scoreSchema,
  macroF1: scoreSchema,
  /** Share of images whose class is among the two (three) most probable. Top-1 is accuracy. */
  top2: scoreSchema,
  top3: scoreSchema,
  /** Macro mean of the one-vs-rest areas under the ROC curve. */
  macroRocAuc: scoreSchema,
  /** Macro mean of the one-vs-rest average precisions (area of steps, nothing interpolated). */
  macroAveragePrecision: scoreSchema,
  /** Of malignant (akiec, bcc, mel) against benign, by the sum of probabilities. */
  malignantRocAuc: scoreSchema,
  /** Sensitivity for malignant where the specificity is at least 95 %. */
  malignantSensitivity: scoreSchema,
  /** Matthews correlation over all classes, in [-1, 1]. */
  mcc: agreementSchema,
  /** Cohen's kappa, in [-1, 1]. */
  kappa: agreementSchema,
  /** Expected calibration error, 15 bins of equal width. */
  ece: scoreSchema,
  /** Mean negative log-likelihood, in nats. */
  nll: z.number().min(0),
  /** Mean squared distance of probabilities from the truth, in [0, 2]. */
  brier: z.number().min(0).max(2),
});
export type Scores = z.infer<typeof scoresSchema>;
export type ScoreName = keyof Scores;
export const scoreNames = Object.keys(scoresSchema.shape) as ScoreName[];

export const classScoresSchema = z.strictObject({
  name: z.string(),
  /** Number of images of the class. */
  support: z.int().min(0),
  precision: scoreSchema,
  recall: scoreSchema,
  f1: scoreSchema,
  rocAuc: scoreSchema,
  averagePrecision: scoreSchema,
});
export type ClassScores = z.infer<typeof classScoresSchema>;

/** A bin of confidence; the two shares are null where it is empty. */
const reliabilityBinSchema = z.strictObject({
  images: z.int().min(0),
  confidence: scoreSchema.nullable(),
  accuracy: scoreSchema.nullable(),
});

/** Scores, per-class scores and counts of one set of predictions. */
export const evaluationSchema = z.strictObject({
  images: z.int().positive(),
  scores: scoresSchema,
  perClass: z.array(classScoresSchema),
  /** [true class][predicted class] */
  confusionMatrix: z.array(z.array(z.int().min(0))),
  /** Bins of equal width from confidence 0 to 1. */
  reliability: z.array(reliabilityBinSchema),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

const intervalSchema = z.tuple([z.number(), z.number()]);

/**
 * 95 % percentile intervals; groups of images (patients where known, else lesions) are resampled. Those
 * that older documents lack are null there.
 */
export const scoreIntervalsSchema = z.strictObject({
  balancedAccuracy: intervalSchema,
  macroF1: intervalSchema,
  accuracy: intervalSchema.nullable().default(null),
  /** Null also where no probabilities were resampled. */
  macroRocAuc: intervalSchema.nullable().default(null),
  /** Of the recall of each class, in the order of the classes; null for a class without images. */
  recalls: z.array(intervalSchema.nullable()).nullable().default(null),
});
export type ScoreIntervals = z.infer<typeof scoreIntervalsSchema>;

const beforeAndAfterSchema = z.strictObject({ before: z.number(), after: z.number() });

/** What temperature scaling does to the scores that it can change; ranks and answers stay. */
export const calibrationSchema = z.strictObject({
  ece: beforeAndAfterSchema,
  nll: beforeAndAfterSchema,
});
export type Calibration = z.infer<typeof calibrationSchema>;
