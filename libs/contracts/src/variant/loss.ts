import { z } from 'zod';
import { minClasses, maxClasses } from '../dataset/label-scheme.js';
import { readFlatLoss } from './flat-loss.js';
import { namedUnion, type OptionRow } from './option-table.js';

const classWeightSchemes = ['none', 'balanced', 'sqrtInverse', 'effectiveNumber'] as const;

const classWeightsSchema = z.union(
  [
    z.enum(classWeightSchemes),
    z
      .array(z.number().min(0).max(1e6))
      .min(minClasses)
      .max(maxClasses)
      .refine((weights) => weights.some((weight) => weight > 0), {
        error: 'expected at least one weight above 0, got only zeros',
      }),
  ],
  {
    error: `expected one of ${classWeightSchemes.join(', ')} or a list with a weight of each class`,
  },
);

/** Of every loss: how much a class counts, and how the images of a batch become one number. */
const sharedOptions = {
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
};

/** Of losses that take smooth targets and shifted logits. */
const softmaxOptions = {
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe('Share of each target that is spread over all classes; 0 for none.'),
  logitAdjustment: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('Adds this times the log of the class frequency to the logits in training.'),
};

/** What a study file may say of each loss, one row each. Its terms: `losses` of libs/model. */
export const lossTable = {
  crossEntropy: { title: 'Cross-entropy.', options: softmaxOptions },
  focal: {
    title: 'Focal loss (Lin et al. 2017): well classified images count less.',
    options: {
      gamma: z.number().min(0).max(10).default(2).describe('Focusing exponent (assumed).'),
      ...softmaxOptions,
    },
  },
  ldam: {
    title: 'Cross-entropy with a margin that is larger for rarer classes (Cao et al. 2019).',
    options: {
      maxMargin: z
        .number()
        .positive()
        .max(100)
        .default(15)
        .describe('Margin of the rarest class in logits: 15 is 0.5 at a scale of 30.'),
    },
  },
  gce: {
    title:
      'Generalised cross-entropy (Zhang and Sabuncu 2018): labels that contradict what the model is sure of count less, for sets with wrong labels.',
    options: {
      q: z
        .number()
        .min(0.001)
        .max(1)
        .default(0.7)
        .describe('Towards 0: cross-entropy; 1: the mean absolute error.'),
    },
  },
} as const satisfies Record<string, OptionRow>;

export type LossName = keyof typeof lossTable;
export const lossNames = Object.keys(lossTable) as LossName[];

const lossUnion = namedUnion(lossTable, 'focal', sharedOptions);
export type LossConfig = z.output<typeof lossUnion>;
/** What a study file may say of one loss, all defaults filled. */
export type LossConfigOf<Name extends LossName> = Extract<LossConfig, { name: Name }>;

/** Takes files and records of before each loss had options of its own, too: {@link readFlatLoss}. */
export const lossConfigSchema = z.preprocess(readFlatLoss, lossUnion) as unknown as z.ZodType<
  LossConfig,
  z.input<typeof lossUnion>
>;
