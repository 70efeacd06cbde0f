import { z } from 'zod';
import { scoreRow } from '../results/score-rows.js';
import { configurationSchema } from '../study/configuration.js';
import { cellScoreNames, type CellScoreName } from './cells.js';

/** How many variants are compared at once. */
export const comparedVariants = { fewest: 2, most: 8 } as const;

const spreadSchema = z.strictObject({ mean: z.number(), sd: z.number().nullable() });

const scoresShape = Object.fromEntries(
  cellScoreNames.map((name) => [
    name,
    spreadSchema.describe(`${scoreRow(name).explanation}; mean and standard deviation over cells`),
  ]),
) as Record<CellScoreName, typeof spreadSchema>;

/** For documents of the API: who reads the names says more of what is wrong. */
const name = '[^/,]+/[^/,]+';
const namesPattern = `^${name}(,${name}){${comparedVariants.fewest - 1},${comparedVariants.most - 1}}$`;

export const comparisonQuerySchema = z.strictObject({
  variants: z
    .string()
    .min(1)
    .max(2000)
    .meta({ pattern: namesPattern })
    .describe(
      `STUDY/VARIANT, ${comparedVariants.fewest} to ${comparedVariants.most} with commas between them. The first is what the others are compared with.`,
    ),
  unlike: z
    .enum(['refuse', 'compare'])
    .default('refuse')
    .describe('What to do where fold plans or contents of data sets differ.'),
});

/** A variant beside the first one. */
const comparedVariantSchema = z.strictObject({
  studyId: z.string(),
  variant: z.string(),
  /** Among the arms of its study file, from 0; null for the baseline. Pages draw it by this alike. */
  place: z.int().min(0).nullable(),
  foldPlanSha256: z.string(),
  manifestSha256: z.string(),
  /** Cells (repeat, fold, seed) that succeeded, and that are planned. */
  cells: z.strictObject({ succeeded: z.int().min(0), planned: z.int().min(0) }),
  /** Over the cells that succeeded; null without one. */
  scores: z.strictObject(scoresShape).nullable(),
  /** Of the cells that succeeded, pooled; null without one. */
  confusion: z
    .strictObject({
      classes: z.array(z.string()),
      /** [true class][predicted class], in images. */
      matrix: z.array(z.array(z.int().min(0))),
    })
    .nullable(),
  /** What keeps its cells from being pairs with those of the first; empty where nothing does. */
  unlike: z.array(z.string()),
  /** Null of the first variant, where `unlike` refuses it, and where no cell is paired. */
  comparison: z
    .strictObject({
      /** Cells that both have. */
      pairs: z.int().positive(),
      /** Folds of all repeats that those are of. */
      units: z.int().positive(),
      /** This variant minus the first in balanced accuracy. */
      difference: z.number(),
      /** Of 95 %; null with fewer than two folds, as are those that follow. */
      interval: z.tuple([z.number(), z.number()]).nullable(),
      /** Corrected t-test over folds and seeds. */
      p: z.number().nullable(),
      /** By Holm's method over what is compared here. */
      adjustedP: z.number().nullable(),
      verdict: z.enum(['helps', 'hurts', 'equal', 'undecided']).nullable(),
    })
    .nullable(),
});
export type ComparedVariant = z.infer<typeof comparedVariantSchema>;

/** Variants of any studies, paired by cell. */
export const comparisonAcrossSchema = z.strictObject({
  /** In the order in which they were named. */
  variants: z.array(comparedVariantSchema).min(comparedVariants.fewest),
  /** Differences within ± it make no practical difference; that of the study of the first. */
  marginPoints: z.number(),
  /** Balanced accuracy by fold, seeds averaged; null where a variant has none. */
  folds: z.array(
    z.strictObject({
      repeat: z.int().min(0),
      fold: z.int().min(0),
      values: z.array(z.number().nullable()),
    }),
  ),
  /** With the first as the baseline, and `STUDY/VARIANT` as names. */
  configuration: configurationSchema,
});
export type ComparisonAcross = z.infer<typeof comparisonAcrossSchema>;
