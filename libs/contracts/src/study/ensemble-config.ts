import { z } from 'zod';
import { nameSchema } from '../identifiers.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';

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

/** Sets of views that an ensemble and its members are scored with, to see what they bring. */
export const scoredViewsSchema = z
  .array(testTimeAugmentationSchema)
  .max(5)
  .refine((sets) => new Set(sets).size === sets.length, { message: 'expected each set once' })
  .describe(
    'Sets of views that single members and ensembles are scored with on the sealed part, beside the one that counts; [] for none.',
  );

/** How an ensemble is made of the members of its variants. */
export const ensembleConfigSchema = z.strictObject({
  variant: nameSchema,
  /** Other variants whose members vote too. */
  partners: z.array(nameSchema).default([]),
  testTimeAugmentation: testTimeAugmentationSchema,
  /** Scored beside it, as part of the same opening. */
  views: scoredViewsSchema.default([]),
  combination: combinationSchema.default('mean'),
  selection: selectionConfigSchema.prefault({}),
});
export type EnsembleConfig = z.infer<typeof ensembleConfigSchema>;

export type EnsembleVariants = Pick<EnsembleConfig, 'variant' | 'partners'>;

/** The variants whose members vote, the ensemble's own first. */
export function ensembleVariants({ variant, partners }: EnsembleVariants): string[] {
  return [variant, ...partners];
}
