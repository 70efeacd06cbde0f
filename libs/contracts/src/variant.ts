import { z } from 'zod';
import { diagnosisClasses, sha256Schema } from './dataset.js';
import { isWeightsAddress } from './safe-address.js';
import { regionConfigSchema } from './region.js';
import { trainingConfigSchema } from './training.js';

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
      z.strictObject({
        from: z.literal('address'),
        address: z
          .string()
          .refine(isWeightsAddress, {
            error: 'expected https://HOST/FILE or s3://BUCKET/KEY, without a password',
          })
          .describe('Of such a file: `https://` or `s3://`; each worker fetches it once.'),
        sha256: sha256Schema.describe('Of the file: anything else is refused.'),
      }),
    ])
    .default({ from: 'random' })
    .describe('Where the weights of the backbone come from.'),
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;

const classWeightSchemes = ['none', 'balanced', 'sqrtInverse', 'effectiveNumber'] as const;
const classCount = diagnosisClasses.length;

const classWeightsSchema = z.union(
  [z.enum(classWeightSchemes), z.array(z.number().min(0).max(1e6)).length(classCount)],
  { error: `expected one of ${classWeightSchemes.join(', ')} or a list of ${classCount} weights` },
);

export const lossConfigSchema = z
  .strictObject({
    name: z
      .enum(['crossEntropy', 'focal', 'ldam'])
      .default('focal')
      .describe('`ldam`: cross-entropy with a margin that is larger for rarer classes.'),
    focalGamma: z.number().min(0).max(10).default(2).describe('Focusing exponent (assumed).'),
    classWeights: classWeightsSchema
      .default('balanced')
      .describe(
        'Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.',
      ),
    effectiveNumberBeta: z
      .number()
      .min(0)
      .lt(1)
      .default(0.999)
      .describe('b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.'),
    reduction: z
      .enum(['batchMean', 'weightedMean'])
      .default('batchMean')
      .describe('`batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.'),
    labelSmoothing: z.number().min(0).max(0.5).default(0),
    logitAdjustment: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe('Adds this times the log of the class frequency to the logits in training.'),
    ldamMaxMargin: z
      .number()
      .positive()
      .max(100)
      .default(15)
      .describe('Margin of the rarest class in logits: 15 is 0.5 at a scale of 30.'),
  })
  .superRefine((loss, context) => {
    for (const [field, message] of lossContradictions(loss)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
export type LossConfig = z.infer<typeof lossConfigSchema>;

/** Settings that cannot be meant together, each by the field to change. */
function lossContradictions(
  loss: Pick<LossConfig, 'name' | 'labelSmoothing' | 'logitAdjustment' | 'classWeights'>,
): [field: string, message: string][] {
  const found: [string, string][] = [];
  const { name, labelSmoothing, logitAdjustment, classWeights } = loss;
  if (name === 'ldam' && labelSmoothing > 0) {
    const why = 'whose margin belongs to the one true class';
    found.push(['labelSmoothing', `expected 0 with ldam, ${why}, got ${labelSmoothing}`]);
  }
  if (name === 'ldam' && logitAdjustment > 0) {
    const why = 'which moves logits by class frequency already';
    found.push(['logitAdjustment', `expected 0 with ldam, ${why}, got ${logitAdjustment}`]);
  }
  if (typeof classWeights !== 'string' && classWeights.every((weight) => weight === 0)) {
    found.push(['classWeights', 'expected at least one weight above 0, got only zeros']);
  }
  return found;
}

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
  cropAspectMax: z
    .number()
    .min(1)
    .max(4)
    .default(1)
    .describe('Largest quotient of the sides of a random crop, either way; 1 for squares.'),
  cutoutShare: shareSchema
    .default(0.25)
    .describe('Side of the blanked square as a share of the image side; 0 for none (assumed).'),
  brightness: shareSchema
    .default(0)
    .describe("Largest change of the factor, as in torchvision's ColorJitter; 0 for none."),
  contrast: shareSchema.default(0).describe('The same for contrast.'),
  saturation: shareSchema.default(0).describe('The same for saturation.'),
  hue: z.number().min(0).max(0.5).default(0).describe('Largest turn as a share of the circle.'),
  randAugment: z
    .strictObject({
      operations: z.int().min(1).max(4).default(2).describe('For each image, one after the other.'),
      magnitude: z.number().min(0).max(30).default(9).describe('From 0 to 30.'),
      magnitudeDeviation: z
        .number()
        .min(0)
        .max(30)
        .default(0)
        .describe("Standard deviation of the magnitude, image by image, as timm's `mstd`."),
    })
    .nullable()
    .default(null)
    .describe(
      'Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none.',
    ),
  mixupAlpha: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('Blends pairs of images and their classes by shares from Beta(a, a); 0 for none.'),
  cutmixAlpha: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('The same with boxes cut from one into the other; with mixup, batches take turns.'),
});
export type AugmentationConfig = z.infer<typeof augmentationConfigSchema>;

/** All that decides how a trial trains, beside its data, fold and seed. */
export const variantConfigSchema = z.strictObject({
  region: regionConfigSchema.prefault({}).describe('The part of the images that is seen.'),
  model: modelConfigSchema.prefault({}),
  loss: lossConfigSchema.prefault({}),
  augmentation: augmentationConfigSchema.nullable().prefault({}).describe('null for none.'),
  training: trainingConfigSchema.prefault({}),
});
export type VariantConfig = z.infer<typeof variantConfigSchema>;
