import { z } from 'zod';
import { scoreRow, type ScoreName } from '../results/score-rows.js';
import { trialViewSchema } from './api.js';

/** The scores by which a fold matrix colours its cells. */
export const cellScoreNames = [
  'balancedAccuracy',
  'accuracy',
  'macroF1',
  'macroRocAuc',
] as const satisfies readonly ScoreName[];
export type CellScoreName = (typeof cellScoreNames)[number];

const scoreShape = Object.fromEntries(
  cellScoreNames.map((name) => [
    name,
    z
      .number()
      .min(0)
      .max(1)
      .describe(`${scoreRow(name).explanation}, to six decimals`),
  ]),
) as Record<CellScoreName, z.ZodNumber>;

const { trialId, variant, repeat, fold, seed, state, epoch, epochs, attempt, worker, takenFrom } =
  trialViewSchema.shape;

/** A trial in a line, for a matrix of thousands. */
export const cellSchema = z.strictObject({
  trialId,
  variant,
  repeat,
  fold,
  seed,
  state,
  epoch,
  epochs,
  attempt,
  worker,
  takenFrom,
  /** Of the outer fold, when succeeded. */
  scores: z.strictObject(scoreShape).nullable(),
  /** Code of why it failed, was skipped or raced out. */
  error: z.string().nullable(),
  /** Of its newest attempt. */
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type Cell = z.infer<typeof cellSchema>;

/** All trials of a study in one answer, in the order of the study. */
export const cellsSchema = z.strictObject({ studyId: z.string(), cells: z.array(cellSchema) });
export type Cells = z.infer<typeof cellsSchema>;
