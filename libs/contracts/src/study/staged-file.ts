import { z } from 'zod';
import { nameSchema } from '../identifiers.js';
import { studySpecSchema } from './study-spec.js';
import { winnerRuleSchema, winnerScores } from './series.js';

const stageSchema = z.strictObject({
  name: nameSchema.max(20),
  baseline: z
    .strictObject({
      name: nameSchema.optional(),
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
      overrides: z.record(z.string(), z.unknown()).default({}),
    })
    .prefault({}),
  arms: studySpecSchema.shape.arms,
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
