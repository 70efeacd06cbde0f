import { z } from 'zod';
import { nameSchema } from '../identifiers.js';

/*
 * A study file with stages becomes a series of studies, one for each stage: the baseline of a later
 * one may be the winner of an earlier one.
 */

/** Scores by which a winner may be chosen: all are shares of which more is better. */
export const winnerScores = ['balancedAccuracy', 'accuracy', 'macroF1', 'macroRocAuc'] as const;

export const winnerRuleSchema = z.union(
  [
    z.literal('best'),
    z.strictObject({
      withinPoints: z
        .number()
        .min(0)
        .max(100)
        .describe('Points of the score below the best that still take part.'),
      smallest: z.literal('parameters').describe('The one with the fewest parameters wins.'),
    }),
  ],
  { error: 'expected best, or { withinPoints: POINTS, smallest: parameters }' },
);

/** Which variant of an earlier stage won, by what: on out-of-fold scores alone. */
export const winnerSchema = z.strictObject({
  stage: nameSchema,
  studyId: z.string(),
  /** Of the report that was read. */
  edition: z.int().positive(),
  variant: nameSchema,
  by: z.enum(winnerScores),
  rule: winnerRuleSchema,
  candidates: z.array(
    z.strictObject({
      variant: nameSchema,
      /** Mean over its cells. */
      score: z.number(),
      /** Numbers that its classifier holds. */
      parameters: z.int().positive(),
    }),
  ),
  /** Variants that could not win, and why. */
  leftOut: z.array(z.strictObject({ variant: nameSchema, reason: z.string() })),
});
export type Winner = z.infer<typeof winnerSchema>;

/** Where a study stands in its series. */
export const seriesSchema = z.strictObject({
  /** From which the ids of its studies follow: {@link stageStudyId}. */
  seriesId: z.string(),
  /** In the order in which they run. */
  stages: z.array(nameSchema).min(2),
  /** Of this study, from 0. */
  index: z.int().min(0),
  /** Of an earlier stage, whose configuration is the baseline; null where the file states it. */
  winner: winnerSchema.nullable(),
  /** The study file with all its stages, word for word. */
  file: z.unknown(),
});
export type Series = z.infer<typeof seriesSchema>;

/** The id of the study of a stage: the same whoever makes it, so that the store refuses a second. */
export function stageStudyId(seriesId: string, stage: string): string {
  const end = seriesId.lastIndexOf('-');
  return `${seriesId.slice(0, end)}-${stage}${seriesId.slice(end)}`;
}

/** The id of the study that follows; null after the last one, and where there are no stages. */
export function nextStudyId({ series }: { readonly series?: Series | undefined }): string | null {
  const stage = series?.stages[series.index + 1];
  return series && stage !== undefined ? stageStudyId(series.seriesId, stage) : null;
}

/** A stage, and the id of its study. */
export const stageOfSeriesSchema = z.strictObject({ name: z.string(), studyId: z.string() });
export type StageOfSeries = z.infer<typeof stageOfSeriesSchema>;

/** The stages of a series with the ids of their studies. */
export function listStages({
  seriesId,
  stages,
}: Pick<Series, 'seriesId' | 'stages'>): StageOfSeries[] {
  return stages.map((name) => ({ name, studyId: stageStudyId(seriesId, name) }));
}

/** What is told of the series of a study. */
export const seriesViewSchema = z.strictObject({
  seriesId: z.string(),
  /** Of this study, from 0. */
  index: z.int(),
  stages: z.array(stageOfSeriesSchema),
  /** Why no later stage will come; null while one may. */
  stopped: z.string().nullable(),
});
export type SeriesView = z.infer<typeof seriesViewSchema>;
