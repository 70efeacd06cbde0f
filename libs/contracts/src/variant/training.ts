import { z } from 'zod';
import { visibleTextSchema } from '../identifiers.js';
import { optimiserConfigSchema } from './optimiser.js';
import { scheduleConfigSchema } from './schedule.js';

/* How a variant trains. What the reproduced paper does not publish is marked "assumed". */

const stageConfigSchema = z.strictObject({
  name: visibleTextSchema.min(1).max(40).describe('For curves and logs.'),
  trainable: z
    .union(
      [
        z.enum(['head', 'all']),
        z.strictObject({
          lastBlocks: z
            .int()
            .min(1)
            .max(1000)
            .describe('How many blocks, counted from the output.'),
        }),
      ],
      {
        error: 'expected head, all or { lastBlocks: N }',
      },
    )
    .describe('`head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks.'),
  epochs: z
    .int()
    .min(1)
    .max(1000)
    .describe('Epochs at most; `earlyStopping` may end the last stage sooner.'),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .describe('At the beginning of the stage; `schedule` and `plateau` change it.'),
  backboneLearningRate: z
    .number()
    .positive()
    .max(10)
    .nullable()
    .default(null)
    .describe("Of the backbone where it is not the head's; null: `learningRate`."),
  classWeights: z
    .boolean()
    .default(true)
    .describe('Whether the loss weighs classes; only in a last stage: deferred re-weighting.'),
});
export type StageConfig = z.infer<typeof stageConfigSchema>;

const stageDefaults = { backboneLearningRate: null, classWeights: true };

const trainingFields = z.strictObject({
  batchSize: z
    .int()
    .min(1)
    .max(4096)
    .default(32)
    .describe('Images of one step of the optimiser (assumed: not published).'),
  dropLastBatch: z
    .boolean()
    .default(false)
    .describe(
      'Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch.',
    ),
  accumulateSteps: z
    .int()
    .min(1)
    .max(4096)
    .default(1)
    .describe(
      'Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics.',
    ),
  sampling: z
    .enum(['shuffle', 'balanced'])
    .default('shuffle')
    .describe(
      '`shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.',
    ),
  optimiser: optimiserConfigSchema.prefault({}).describe("Keras's Adam (assumed)."),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Largest global norm of the gradients, longer ones are scaled down; null: any.'),
  stages: z
    .array(stageConfigSchema)
    .min(1)
    .max(8)
    .default([
      { name: 'head', trainable: 'head', epochs: 5, learningRate: 1e-3, ...stageDefaults },
      { name: 'fine-tune', trainable: 'all', epochs: 45, learningRate: 1e-4, ...stageDefaults },
    ])
    .describe('Trained one after the other; the optimiser starts anew in each (assumed).'),
  layerDecay: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe(
      'Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole.',
    ),
  frozenBatchNorm: z
    .boolean()
    .default(false)
    .describe(
      'Batch normalisations of the backbone keep the statistics, scales and offsets that they come with.',
    ),
  schedule: scheduleConfigSchema
    .prefault({})
    .describe('Of the learning rate, from the beginning of each stage.'),
  emaDecay: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe('Of a moving average of the weights that is evaluated in their place; null: none.'),
  swa: z
    .strictObject({
      epochs: z.int().min(1).max(1000).describe('The last epochs of the last stage.'),
    })
    .nullable()
    .default(null)
    .describe(
      'Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated.',
    ),
  reestimateBatchNorm: z
    .boolean()
    .default(false)
    .describe(
      'Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway.',
    ),
  precision: z
    .enum(['auto', 'float32', 'bfloat16', 'float16'])
    .default('float32')
    .describe(
      'Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.',
    ),
  deterministic: z
    .boolean()
    .default(false)
    .describe('Refuse faster kernels that give other bits from run to run; matters on GPUs.'),
  plateau: z
    .strictObject({
      factor: z.number().gt(0).lt(1).default(0.1).describe('By which the rate is multiplied.'),
      patience: z.int().min(0).default(10).describe('Epochs without gain before it is lowered.'),
      minDelta: z
        .number()
        .min(0)
        .default(1e-4)
        .describe('Least fall of the loss that counts as gain.'),
      cooldown: z.int().min(0).default(0).describe('Epochs after a cut in which none is counted.'),
      minLearningRate: z.number().min(0).default(0).describe('The rate goes no lower.'),
    })
    .nullable()
    .prefault({})
    .describe('Lower the learning rate when the inner validation loss stalls; null for never.'),
  earlyStopping: z
    .strictObject({
      patience: z.int().min(0).default(15).describe('Epochs without gain before it ends.'),
      minDelta: z
        .number()
        .min(0)
        .default(0)
        .describe('Least gain that counts, in the unit of `monitor`.'),
    })
    .nullable()
    .prefault({})
    .describe('End the last stage when the monitored value stalls; null for never.'),
  monitor: z
    .enum(['loss', 'balancedAccuracy', 'none'])
    .default('balancedAccuracy')
    .describe(
      'The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.',
    ),
  validationShare: z
    .number()
    .min(0.05)
    .max(0.5)
    .default(0.15)
    .describe('Share of the training folds that is the inner, grouped validation part.'),
  trainShare: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe(
      'Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves.',
    ),
});

export const trainingConfigSchema = trainingFields.superRefine((training, context) => {
  for (const [field, message] of trainingContradictions(training)) {
    context.addIssue({ code: 'custom', path: [field], message });
  }
});
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

type Contradiction = readonly [field: string, message: string];

/** Settings that cannot be meant together, each by the field to change. */
function trainingContradictions(training: z.infer<typeof trainingFields>): Contradiction[] {
  const { batchSize, accumulateSteps, schedule, stages } = training;
  const found: Contradiction[] = averagingContradictions(training);
  if (accumulateSteps > batchSize) {
    const message = `expected at most the ${batchSize} images of a batch, got ${accumulateSteps}`;
    found.push(['accumulateSteps', message]);
  }
  const shortest = Math.min(...stages.map(({ epochs }) => epochs));
  if (schedule.name === 'cosine' && schedule.warmupEpochs >= shortest) {
    const got = `got ${schedule.warmupEpochs} warm-up epochs in a stage of ${shortest}`;
    found.push(['schedule', `expected a warm-up that is shorter than every stage, ${got}`]);
  }
  return found;
}

function averagingContradictions({
  swa,
  emaDecay,
  earlyStopping,
  stages,
}: z.infer<typeof trainingFields>): Contradiction[] {
  if (swa === null) return [];
  const found: Contradiction[] = [];
  if (emaDecay !== null) found.push(['emaDecay', 'expected null with swa: one average at a time']);
  if (earlyStopping !== null) {
    const why = 'which averages the last epochs of a stage of known length';
    found.push(['earlyStopping', `expected null with swa, ${why}`]);
  }
  // A list without a stage is refused by itself, beside these.
  const last = stages.at(-1);
  if (last && swa.epochs > last.epochs) {
    const message = `expected at most the ${last.epochs} epochs of the last stage for swa.epochs`;
    found.push(['swa', `${message}, got ${swa.epochs}`]);
  }
  return found;
}

/** Images that are computed at once; fewer than a batch where gradients are accumulated. */
export function microBatchSize({
  batchSize,
  accumulateSteps,
}: Pick<TrainingConfig, 'batchSize' | 'accumulateSteps'>): number {
  return Math.ceil(batchSize / accumulateSteps);
}
