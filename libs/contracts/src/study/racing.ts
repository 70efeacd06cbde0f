import { z } from 'zod';

/** When arms that can no longer be among the best are dropped (docs/statistics.md, "Races"). */
export const racingConfigSchema = z.strictObject({
  keep: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      'How many of the best variants, by mean balanced accuracy over their cells, have all of their cells in the end.',
    ),
  confidence: z
    .number()
    .min(0.5)
    .max(0.9999)
    .default(0.95)
    .describe('Chance that none of those is dropped, over all looks at the race.'),
  minCells: z
    .int()
    .min(2)
    .max(1000)
    .default(2)
    .describe('Cells (fold × seed) that each variant has before the first look.'),
  nullArms: z
    .boolean()
    .default(false)
    .describe('Whether null arms may be dropped; else they run as the baseline does.'),
});
export type RacingConfig = z.infer<typeof racingConfigSchema>;

const raceLeadSchema = z.strictObject({
  rival: z.string(),
  /** Mean balanced accuracy of the rival minus that of the arm, on the cells of the look. */
  difference: z.number(),
  /** Of the difference on all planned cells about that one. */
  standardError: z.number().min(0),
  df: z.number(),
  /** One-sided chance that the arm would be level with the rival on all planned cells. */
  p: z.number().min(0).max(1),
});

/**
 * Who leaves a race, and why: what it was seen by, and the cells that are not run. Nothing of it is
 * ever changed; that cells were asked for again stands in the control of the study.
 */
export const raceDecisionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** From 1. */
  number: z.int().positive(),
  /** Of the control when it was made. */
  edition: z.int().positive(),
  decidedAt: z.iso.datetime(),
  /** How many cells of each variant were looked at: the first ones, in the order of the study. */
  cells: z.int().positive(),
  /** Of each variant in the whole study. */
  plannedCells: z.int().positive(),
  /** Variants of the study that a p is corrected for. */
  racers: z.int().positive(),
  /** What a p had to be below. */
  threshold: z.number(),
  /** All who were compared, with their mean balanced accuracy on those cells. */
  racing: z.array(z.strictObject({ variant: z.string(), mean: z.number() })).min(2),
  drops: z
    .array(
      z.strictObject({
        variant: z.string(),
        /** The rivals that rule it out, the surest first. */
        leads: z.array(raceLeadSchema).min(1),
        /** Trials that nobody had begun. */
        trialIds: z.array(z.string()),
      }),
    )
    .min(1),
});
export type RaceDecision = z.infer<typeof raceDecisionSchema>;
