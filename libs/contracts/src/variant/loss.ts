import { z } from 'zod';
import { diagnosisClasses } from '../dataset/dataset.js';

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
