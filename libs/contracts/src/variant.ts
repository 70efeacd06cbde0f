import { z } from 'zod';
import { sha256Schema } from './dataset.js';

/*
 * The configuration of one variant. Every field has a default, so that a study file says only what
 * it changes. Fields that the reproduced paper (Le et al. 2020) does not publish are marked
 * "assumed" in their description, which the published JSON Schema carries to editors.
 */

const shareSchema = z.number().min(0).max(1);

export const modelConfigSchema = z.strictObject({
  backbone: z.string().default('resnet50').describe('A name of `crossfold model list`.'),
  imageSizePx: z
    .int()
    .min(16)
    .max(1024)
    .default(224)
    .describe('Side of the square input in pixels (assumed: not published).'),
  pooling: z
    .enum(['gap', 'flatten'])
    .default('gap')
    .describe('Global average pooling of the backbone features, or all of them in one vector.'),
  hiddenUnits: z
    .array(z.int().min(1).max(8192))
    .max(4)
    .default([256, 128])
    .describe('Widths of the fully connected layers before the classifier (assumed widths).'),
  dropout: shareSchema.default(0.5).describe('Dropout rate in the head, 0 for none (assumed).'),
  batchNormMomentum: z
    .number()
    .min(0)
    .max(0.9999)
    .nullable()
    .default(null)
    .describe("Share of the running statistics kept at each step; null: the architecture's own."),
  weights: z
    .discriminatedUnion('from', [
      z.strictObject({ from: z.literal('random') }),
      z
        .strictObject({ from: z.literal('imagenet') })
        .describe(
          'The published file of the backbone, out of CROSSFOLD_WEIGHTS_DIR of the worker.',
        ),
      z.strictObject({
        from: z.literal('file'),
        path: z.string().min(1).describe('A .h5, .weights.h5 or .safetensors file on the worker.'),
        sha256: sha256Schema.optional().describe('Refuse the file if its hash differs.'),
      }),
    ])
    .default({ from: 'random' })
    .describe('Where the weights of the backbone come from.'),
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;

export const lossConfigSchema = z.strictObject({
  name: z.enum(['crossEntropy', 'focal']).default('focal'),
  focalGamma: z.number().min(0).max(10).default(2).describe('Focusing exponent (assumed).'),
  classWeights: z
    .enum(['none', 'balanced'])
    .default('balanced')
    .describe('`balanced`: N / (K * n_c) of the training part (assumed formula).'),
  reduction: z
    .enum(['batchMean', 'weightedMean'])
    .default('batchMean')
    .describe('`batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.'),
  labelSmoothing: z.number().min(0).max(0.5).default(0),
});
export type LossConfig = z.infer<typeof lossConfigSchema>;

export const augmentationConfigSchema = z.strictObject({
  rotationDegrees: z.number().min(0).max(180).default(180).describe('Largest angle (assumed).'),
  horizontalFlip: z.boolean().default(true),
  verticalFlip: z.boolean().default(true),
  cropScaleMin: z
    .number()
    .min(0.1)
    .max(1)
    .default(0.8)
    .describe('Smallest share of the area that a random crop keeps; 1 for no crop (assumed).'),
  cutoutShare: shareSchema
    .default(0.25)
    .describe('Side of the blanked square as a share of the image side; 0 for none (assumed).'),
});
export type AugmentationConfig = z.infer<typeof augmentationConfigSchema>;

export const stageConfigSchema = z.strictObject({
  name: z.string().min(1).max(40),
  trainable: z.enum(['head', 'all']).describe('`head`: the backbone is frozen.'),
  epochs: z.int().min(1).max(1000),
  learningRate: z.number().positive().max(10),
});
export type StageConfig = z.infer<typeof stageConfigSchema>;

export const trainingConfigSchema = z.strictObject({
  batchSize: z.int().min(1).max(4096).default(32).describe('Assumed: not published.'),
  optimiser: z
    .strictObject({
      name: z.enum(['adam']).default('adam'),
      beta1: z.number().min(0).max(0.99999).default(0.9),
      beta2: z.number().min(0).max(0.99999).default(0.999),
      epsilon: z.number().positive().max(1).default(1e-7),
    })
    .prefault({})
    .describe("Keras's Adam (assumed)."),
  stages: z
    .array(stageConfigSchema)
    .min(1)
    .max(8)
    .default([
      { name: 'head', trainable: 'head', epochs: 5, learningRate: 1e-3 },
      { name: 'fine-tune', trainable: 'all', epochs: 45, learningRate: 1e-4 },
    ])
    .describe('Trained one after the other; the optimiser starts anew in each (assumed).'),
  plateau: z
    .strictObject({
      factor: z.number().gt(0).lt(1).default(0.1),
      patience: z.int().min(0).default(10),
      minDelta: z.number().min(0).default(1e-4),
      cooldown: z.int().min(0).default(0),
      minLearningRate: z.number().min(0).default(0),
    })
    .nullable()
    .prefault({})
    .describe('Lower the learning rate when the inner validation loss stalls; null for never.'),
  earlyStopping: z
    .strictObject({
      patience: z.int().min(0).default(15),
      minDelta: z.number().min(0).default(0),
    })
    .nullable()
    .prefault({})
    .describe('End the last stage when the monitored value stalls; null for never.'),
  monitor: z
    .enum(['loss', 'balancedAccuracy'])
    .default('balancedAccuracy')
    .describe('The inner validation value that picks the best epoch and stops early.'),
  validationShare: z
    .number()
    .min(0.05)
    .max(0.5)
    .default(0.15)
    .describe('Share of the training folds that is the inner, lesion-grouped validation part.'),
});
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

/** All that decides how a trial trains, beside its data, fold and seed. */
export const variantConfigSchema = z.strictObject({
  model: modelConfigSchema.prefault({}),
  loss: lossConfigSchema.prefault({}),
  augmentation: augmentationConfigSchema.nullable().prefault({}).describe('null for none.'),
  training: trainingConfigSchema.prefault({}),
});
export type VariantConfig = z.infer<typeof variantConfigSchema>;
