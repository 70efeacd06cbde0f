import { z } from 'zod';
import { augmentationConfigSchema } from './augmentation.js';
import { evaluationConfigSchema } from './evaluation.js';
import { lossConfigSchema } from './loss.js';
import { modelConfigSchema } from './model.js';
import { regionConfigSchema } from './region.js';
import { trainingConfigSchema } from './training.js';

/*
 * The configuration of one variant. Every field has a default, so that a study file says only what
 * it changes. Fields that the reproduced paper (Le et al. 2020) does not publish are marked
 * "assumed" in their description, which the published JSON Schema carries to editors.
 */

/** All that decides how a trial trains and is scored, beside its data, fold and seed. */
export const variantConfigSchema = z.strictObject({
  region: regionConfigSchema.prefault({}).describe('The part of the images that is seen.'),
  model: modelConfigSchema.prefault({}).describe('The network: backbone, head, weights, input.'),
  loss: lossConfigSchema.prefault({}).describe('What training makes small.'),
  augmentation: augmentationConfigSchema.nullable().prefault({}).describe('null for none.'),
  training: trainingConfigSchema
    .prefault({})
    .describe('Stages, optimiser, schedule, and what is kept.'),
  evaluation: evaluationConfigSchema
    .prefault({})
    .describe('How its models predict: training does not depend on it.'),
});
export type VariantConfig = z.infer<typeof variantConfigSchema>;
