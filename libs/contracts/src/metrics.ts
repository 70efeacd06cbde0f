import { z } from 'zod';

const scoreSchema = z.number().min(0).max(1);

/** Scores of one set of predictions over K classes; all in [0, 1] but `nll`. */
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
  /** Expected calibration error, 15 bins of equal width. */
  ece: scoreSchema,
  /** Mean negative log-likelihood, in nats. */
  nll: z.number().min(0),
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
});
export type ClassScores = z.infer<typeof classScoresSchema>;

/** Scores, per-class scores and counts of one set of predictions. */
export const evaluationSchema = z.strictObject({
  images: z.int().positive(),
  scores: scoresSchema,
  perClass: z.array(classScoresSchema),
  /** [true class][predicted class] */
  confusionMatrix: z.array(z.array(z.int().min(0))),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
