import { z } from 'zod';
import { nameSchema } from '../identifiers.js';
import { studySpecSchema } from './study-spec.js';
import { winnerRuleSchema, winnerScores } from './series.js';

const stageSchema = z.strictObject({
  name: nameSchema.max(20).describe('Of the stage; part of the id of its study.'),
  baseline: z
    .strictObject({
      name: nameSchema.optional().describe('Of the baseline; that of the file when left out.'),
      winnerOf: nameSchema
        .optional()
        .describe('An earlier stage, whose winner is the baseline; else that of the file is.'),
      by: z
        .enum(winnerScores)
        .default('balancedAccuracy')
        .describe('Mean out-of-fold score of its cells; the sealed part is never looked at.'),
      rule: winnerRuleSchema
        .default('best')
        .describe(
          '`best`, or the one with the fewest parameters of those within so many points of the best.',
        ),
      overrides: z
        .record(z.string(), z.unknown())
        .default({})
        .describe('Laid over the winner, or over the baseline of the file.'),
    })
    .prefault({})
    .describe('What the arms of this stage are compared with.'),
  arms: studySpecSchema.shape.arms.describe('Of this stage.'),
  seeds: studySpecSchema.shape.seeds
    .unwrap()
    .optional()
    .describe('Where they are not those of the file.'),
});
export type Stage = z.infer<typeof stageSchema>;

/** A study file as it may be written: one study, or with `stages` a series of them. */
export const studyFileSchema = z.strictObject({
  ...studySpecSchema.shape,
  stages: z
    .array(stageSchema)
    .min(2)
    .max(5)
    .optional()
    .describe(
      'Studies that follow each other on the same folds, each with arms of its own; the ensemble is that of the last one.',
    ),
});
export type StudyFile = z.infer<typeof studyFileSchema>;
