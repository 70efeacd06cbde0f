import { z } from 'zod';
import { nameSchema, sha256Schema } from './dataset.js';
import { calibrationSchema, evaluationSchema, scoreIntervalsSchema } from './metrics.js';
import { testTimeAugmentationSchema } from './test-time-augmentation.js';

export const combinationSchema = z
  .enum(['mean', 'logitMean', 'rankMean', 'weighted', 'greedy'])
  .describe(
    'Of the probabilities of the members: `mean`; `logitMean` of their logarithms; `rankMean` of their ranks over the images, class by class, which are no probabilities; `weighted` by the weights of variants that make inner validation most likely; `greedy` selection of variants on inner validation.',
  );
export type Combination = z.infer<typeof combinationSchema>;

/** Combinations that learn how much each variant counts. */
export function learnsWeights(combination: Combination): combination is 'weighted' | 'greedy' {
  return combination === 'weighted' || combination === 'greedy';
}

/** Ensemble selection of Caruana et al. 2004. */
export const selectionConfigSchema = z.strictObject({
  metric: z
    .enum(['nll', 'balancedAccuracy'])
    .default('nll')
    .describe('What each step improves most.'),
  rounds: z.int().min(1).max(1000).default(50).describe('Variants drawn, with replacement.'),
  sortedStart: z
    .int()
    .min(0)
    .max(100)
    .default(1)
    .describe('So many of the best single variants are in it from the beginning.'),
  bags: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Selections among a random part of the variants whose weights are averaged; 0: one.'),
  bagShare: z.number().gt(0).max(1).default(0.5).describe('Chance of each variant to be in a bag.'),
});
export type SelectionConfig = z.infer<typeof selectionConfigSchema>;

/** How an ensemble is made of the members of its variants. */
export const ensembleConfigSchema = z.strictObject({
  variant: nameSchema,
  /** Other variants whose members vote too. */
  partners: z.array(nameSchema).default([]),
  testTimeAugmentation: testTimeAugmentationSchema,
  combination: combinationSchema.default('mean'),
  selection: selectionConfigSchema.prefault({}),
});
export type EnsembleConfig = z.infer<typeof ensembleConfigSchema>;

/** How much each variant counts, learnt on inner validation before the sealed part was opened. */
export const learntWeightsSchema = z.strictObject({
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

export const uncertaintySummarySchema = z.strictObject({
  right: uncertaintyGroupSchema,
  wrong: uncertaintyGroupSchema,
  /** Area under the ROC curve of telling wrong answers from right ones; null where all are alike. */
  errorRocArea: z.strictObject({ entropy: z.number(), mutualInformation: z.number() }).nullable(),
});
export type UncertaintySummary = z.infer<typeof uncertaintySummarySchema>;

/** The final scores of an ensemble on the sealed test part. */
export const ensembleResultSchema = z.strictObject({
  schemaVersion: z.literal(1),
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
  uncertainty: uncertaintySummarySchema.nullable().default(null),
  scoredAt: z.iso.datetime(),
});
export type EnsembleResult = z.infer<typeof ensembleResultSchema>;
