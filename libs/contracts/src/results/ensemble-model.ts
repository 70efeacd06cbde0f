import { z } from 'zod';
import { classNameSchema, maxClasses } from '../dataset/label-scheme.js';
import { positiveGroupSchema } from '../dataset/positive-group.js';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { combinationSchema } from '../study/ensemble-config.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import { modelConfigSchema } from '../variant/model.js';
import { regionConfigSchema } from '../variant/region.js';
import type { Upgrades } from '../versioned.js';
import { conformalCoverageSchema } from './conformal.js';

const shareSchema = z.number().min(0).max(1);

const ensembleMemberSchema = z.strictObject({
  trialId: z.string(),
  /** The fold over all repeats, from 0, whose images it was not trained on. */
  split: z.int().min(0),
  /** Of all members, summing to one. */
  weight: z.number().min(0).max(1),
  /** What logits are divided by; null for one that was not fitted, or lies at a bound of the fit. */
  temperature: z.number().positive().nullable(),
  weightsSha256: sha256Schema,
  model: modelConfigSchema,
  region: regionConfigSchema,
  /**
   * Views in which it predicted the images that it was held out from, and a new one is compared with
   * them; left out: the image itself.
   */
  heldOutViews: testTimeAugmentationSchema.optional(),
});

/**
 * How unlike its class each held-out image looked to the models that had not seen it: what conformal
 * sets are calibrated on.
 */
const conformalScoresSchema = z.strictObject({
  /** How often each image is held out: the repeats of the plan. */
  repeats: z.int().positive(),
  splits: z
    .array(
      z.strictObject({
        /** The fold over all repeats, from 0. */
        split: z.int().min(0),
        /** One minus the probability of the true class, ascending: [class][image]. */
        scores: z.array(z.array(z.number().min(0).max(1))),
      }),
    )
    .min(1),
  /**
   * How the mean p-value of a true class over all splits is distributed, ascending, as images that models
   * of two splits had not seen tell it. Null where few images are such. Packages of before have the means
   * of those two.
   */
  pairs: z
    .strictObject({
      all: z.array(shareSchema),
      /** By true class, compared with images of it alone; empty for a class with few. */
      classes: z.array(z.array(shareSchema)),
    })
    .nullable(),
});
export type ConformalScores = z.infer<typeof conformalScoresSchema>;

/** All that predicts an image but for the weights: the models of a study or of one trial. */
export const ensembleModelSchema = z.strictObject({
  schemaVersion: z.literal(2),
  study: z.strictObject({ studyId: z.string(), name: nameSchema }),
  /** Where one trial predicts alone; null for the ensemble. */
  trialId: z.string().nullable(),
  dataset: z.strictObject({ name: nameSchema, manifestSha256: sha256Schema }),
  foldPlanSha256: sha256Schema,
  /** In the order of the probabilities. */
  classes: z.array(classNameSchema).max(maxClasses),
  classTitles: z.record(z.string(), z.string()),
  positive: positiveGroupSchema.nullable(),
  combination: combinationSchema.exclude(['rankMean']),
  testTimeAugmentation: testTimeAugmentationSchema,
  members: z.array(ensembleMemberSchema).min(1),
  conformal: conformalScoresSchema,
  /** On the sealed part; null for a trial, and where it was not measured. */
  measured: z.array(conformalCoverageSchema).nullable(),
});
/** Before version 2 nothing was known of how far models agree. */
export const ensembleModelUpgrades: Upgrades = {
  1: (model) => ({
    ...model,
    conformal: { ...(model['conformal'] as object), pairs: null },
  }),
};
export type EnsembleModel = z.infer<typeof ensembleModelSchema>;
export type EnsembleModelMember = EnsembleModel['members'][number];
