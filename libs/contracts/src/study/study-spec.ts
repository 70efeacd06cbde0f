import { z } from 'zod';
import { nameSchema, sha256Schema, visibleTextSchema } from '../identifiers.js';
import { protocolSchema } from '../dataset/fold-plan.js';
import { variantConfigSchema } from '../variant/variant.js';
import { armDesignsSchema } from './arm-designs.js';
import { budgetSchema } from './budget.js';
import { publishedResultSchema } from './published.js';
import { checkpointConfigSchema } from './checkpoint-config.js';
import { combinationSchema, scoredViewsSchema, selectionConfigSchema } from './ensemble-config.js';
import { onOutOfMemorySchema } from './out-of-memory.js';
import { defaultProject, maxParallelSchema } from './sharing.js';
import { racingConfigSchema } from './racing.js';
import { refuseRepetition } from './refuse-repetition.js';
import { requirementsSchema } from './requirements.js';
import { reuseSchema } from './reuse.js';
import { seedSchema } from './seed.js';
import { stoppingConfigSchema } from './stopping.js';
import { defaultThreads, threadsSchema } from './threads.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import { variantNameSchema } from './variant-name.js';

/**
 * What a researcher writes: one YAML or JSON file. `baseline` and the overrides of the arms are
 * parts of a variant's configuration; the compiler fills the rest with defaults.
 */
export const studySpecSchema = z.strictObject({
  name: nameSchema.describe('Of the study; ids begin with it.'),
  dataset: nameSchema.describe('A name of `crossfold dataset list`.'),
  question: visibleTextSchema
    .min(1)
    .max(500)
    .optional()
    .describe('What it is to answer, in a sentence or two: its report begins with this.'),
  project: nameSchema
    .default(defaultProject)
    .describe('Whose share of the fleet its trials have; changes no result.'),
  protocol: protocolSchema
    .default('grouped')
    .describe('How images are split; `image` leaks groups and needs `acknowledgeLeakage`.'),
  acknowledgeLeakage: z
    .literal(true)
    .optional()
    .describe('Must be true for the protocol `image`: its scores are inflated.'),
  folds: z
    .int()
    .min(2)
    .max(50)
    .default(5)
    .describe('Parts of the images; each is held out once, and trained without.'),
  repeats: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .describe(
      'How often the images are split into folds anew; each fold of each split is trained on.',
    ),
  sealedShare: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.15)
    .describe('Share of the images sealed for the final ensemble, 0 for none (assumed).'),
  splitSeed: seedSchema.default(0).describe('Seed of the fold plan.'),
  foldPlan: sha256Schema
    .optional()
    .describe(
      'Hash of a stored fold plan (`crossfold plan import`) instead of protocol, folds, repeats, sealedShare and splitSeed.',
    ),
  seeds: z
    .array(seedSchema)
    .min(1)
    .max(100)
    .superRefine(refuseRepetition)
    .meta({ uniqueItems: true })
    .default([1, 2, 3])
    .describe('Root seeds; each variant trains on each fold once for each.'),
  baseline: z
    .strictObject({
      name: variantNameSchema.default('full').describe('Of the variant.'),
      ...variantConfigSchema.shape,
    })
    .prefault({})
    .describe('The configuration that the arms are compared with.'),
  arms: armDesignsSchema.prefault({}).describe('What is compared with the baseline.'),
  marginPoints: z
    .number()
    .positive()
    .max(50)
    .default(1)
    .describe(
      'Differences of balanced accuracy within ± so many points make no practical difference.',
    ),
  calibration: z
    .enum(['none', 'temperature'])
    .default('temperature')
    .describe(
      'A temperature fitted on inner validation, for calibrated ECE and NLL beside the other scores, which it leaves alone.',
    ),
  ensemble: z
    .strictObject({
      variant: nameSchema.optional().describe('Whose members; the baseline when left out.'),
      partners: z
        .array(nameSchema)
        .default([])
        .describe('Other variants whose members vote too; with them, weights can be learnt.'),
      testTimeAugmentation: testTimeAugmentationSchema.default('dihedral8'),
      views: scoredViewsSchema.default(['none', 'dihedral8', 'tenCrop']),
      combination: combinationSchema.default('mean'),
      selection: selectionConfigSchema.prefault({}).describe('Of `combination: greedy`.'),
    })
    .nullable()
    .prefault({})
    .describe('Scored once, on the sealed part; null for none.'),
  published: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe(
      'Whether reports show what others published of HAM10000: `auto` where the images are known to be of it; `always` also where they are not, with a warning.',
    ),
  compareWith: z
    .array(publishedResultSchema)
    .max(100)
    .default([])
    .describe('Results of others to stand beside those of the study.'),
  checkpoints: checkpointConfigSchema
    .prefault({})
    .describe('When trials save their state; changes no result.'),
  reuse: reuseSchema
    .default([])
    .describe(
      'Ids of studies whose results are taken for the trials that are the same there: configuration, data, split, fold, seed, first weights and software; `auto` for all studies that have such results when this one is submitted.',
    ),
  requires: requirementsSchema
    .default({})
    .describe(
      'Labels of the workers that may train it: a number at least, a text as a word of the label, such as {gpu: h100, memoryGb: 40}.',
    ),
  maxParallel: maxParallelSchema
    .nullable()
    .default(null)
    .describe('Trials of it that may run at once; null for as many as its share allows.'),
  budget: budgetSchema
    .nullable()
    .default(null)
    .describe(
      'Where it is spent, trials that have not ended are stopped, and what there is is reported; null for none.',
    ),
  onOutOfMemory: onOutOfMemorySchema.default('fail'),
  threads: threadsSchema
    .default(defaultThreads)
    .describe(
      'Threads of TensorFlow in each trial, whatever cores and slots its machine has: another number gives other bits.',
    ),
  racing: racingConfigSchema
    .nullable()
    .default(null)
    .describe(
      'Drops arms that can no longer be among the best, so that their cells to come are not trained; null for none. Variants that vote in the ensemble stay, as the baseline does.',
    ),
  stopping: stoppingConfigSchema
    .nullable()
    .default(null)
    .describe(
      'Stops trials of arms between two epochs that lag behind others on inner validation; null for none. Stopped trials have no result, and count as raced out.',
    ),
  skipAfterFailures: z
    .int()
    .positive()
    .nullable()
    .default(3)
    .describe(
      'When so many trials of a variant have failed for good and none has succeeded, those that wait are skipped by name; null to train them all.',
    ),
});
export type StudySpec = z.infer<typeof studySpecSchema>;
export type StudySpecInput = z.input<typeof studySpecSchema>;
