import { z } from 'zod';
import {
  classScoreRows,
  resampledScores,
  scoreRows,
  type ClassScoreName,
  type ResampledScore,
  type ScoreRow,
} from './score-rows.js';

const scoreSchema = z.number().min(0).max(1);

function schemaOf({
  range,
  title,
  explanation,
}: Pick<ScoreRow, 'range' | 'title' | 'explanation'>) {
  const [low, high] = range;
  const bounded = z.number().min(low);
  const whole = high === null ? bounded : bounded.max(high);
  const name = title.replace('{positive} ', '');
  return whole.describe(`${name[0]?.toUpperCase()}${name.slice(1)}: ${explanation}.`);
}

type ScoreSchema<Row> = Row extends { readonly isLater: true }
  ? z.ZodDefault<z.ZodNullable<z.ZodNumber>>
  : Row extends { readonly isOfPositive: true }
    ? z.ZodNullable<z.ZodNumber>
    : z.ZodNumber;

/**
 * The schema of scores that a table has. A score that came later is null where a document lacks it,
 * and one that this table does not have, of a version to come, is left out.
 */
export function scoresSchemaOf<Rows extends Readonly<Record<string, ScoreRow>>>(
  rows: Rows,
): z.ZodObject<{ -readonly [K in keyof Rows]: ScoreSchema<Rows[K]> }, z.core.$strip> {
  const shape = Object.entries(rows).map(([name, row]) => {
    const schema = schemaOf(row);
    if (!row.isLater && !row.isOfPositive) return [name, schema];
    const nullable = row.isLater ? schema.nullable().default(null) : schema.nullable();
    // The description of what may be null, too.
    return [name, nullable.describe(schema.description ?? '')];
  });
  return z.object(Object.fromEntries(shape)) as never;
}

/** Scores of one set of predictions over K classes. */
export const scoresSchema = scoresSchemaOf(scoreRows);

/** A number by the name of a score, of some scores. */
export const someScoresSchema = z.record(z.string(), z.number());

export const classScoresSchema = z.strictObject({
  name: z.string(),
  support: z.int().min(0).describe('Images of the class.'),
  ...(Object.fromEntries(
    Object.entries(classScoreRows).map(([name, row]) => [name, schemaOf(row)]),
  ) as Record<ClassScoreName, z.ZodNumber>),
});
export type ClassScores = z.infer<typeof classScoresSchema>;

/** A bin of confidence; the two shares are null where it is empty. */
const reliabilityBinSchema = z.strictObject({
  images: z.int().min(0),
  confidence: scoreSchema.nullable(),
  accuracy: scoreSchema.nullable(),
});

/** Scores, per-class scores and counts of one set of predictions. */
export const evaluationSchema = z.strictObject({
  images: z.int().positive(),
  scores: scoresSchema,
  perClass: z.array(classScoresSchema),
  /** [true class][predicted class] */
  confusionMatrix: z.array(z.array(z.int().min(0))),
  /** Bins of equal width from confidence 0 to 1. */
  reliability: z.array(reliabilityBinSchema),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

const intervalSchema = z.tuple([z.number(), z.number()]);

/** Of each score that has an interval. */
function resampled<S extends z.ZodType>(schema: S): Record<ResampledScore, S> {
  const shape = resampledScores.map((name) => [name, schema]);
  return Object.fromEntries(shape) as Record<ResampledScore, S>;
}

/** Of each score that has an interval, a difference, mean or the like. */
export const resampledScoresSchema = z.strictObject(resampled(z.number()));

/**
 * 95 % percentile intervals; groups of images (patients where known, else groups of the data set) are resampled. Those
 * that older documents lack are null there.
 */
export const scoreIntervalsSchema = z.strictObject({
  // Of probabilities also where none were resampled.
  ...resampled(intervalSchema.nullable().default(null)),
  balancedAccuracy: intervalSchema,
  macroF1: intervalSchema,
  /** Of the recall of each class, in the order of the classes; null for a class without images. */
  recalls: z.array(intervalSchema.nullable()).nullable().default(null),
  /** The same of precision and of F1; left out in older documents. */
  precisions: z.array(intervalSchema.nullable()).optional(),
  f1s: z.array(intervalSchema.nullable()).optional(),
});
export type ScoreIntervals = z.infer<typeof scoreIntervalsSchema>;

/** The class scores that have intervals, and where those stand. */
const classIntervals = {
  precision: 'precisions',
  recall: 'recalls',
  f1: 'f1s',
  rocAuc: null,
  averagePrecision: null,
} as const satisfies Record<ClassScoreName, keyof ScoreIntervals | null>;

/** Intervals of the scores of classes; older results have some of them. */
export type ClassIntervals = {
  readonly [K in 'recalls' | 'precisions' | 'f1s']?: ScoreIntervals[K] | undefined;
};

/** Of one score of each class, in the order of the classes; null where it has none. */
export function intervalsOfClasses(
  intervals: ClassIntervals | null | undefined,
  score: ClassScoreName,
): readonly ([number, number] | null)[] | null {
  const name = classIntervals[score];
  return (name && intervals?.[name]) ?? null;
}

const beforeAndAfterSchema = z.strictObject({ before: z.number(), after: z.number() });

/** What temperature scaling does to the scores that it can change; ranks and answers stay. */
export const calibrationSchema = z.strictObject({
  ece: beforeAndAfterSchema,
  nll: beforeAndAfterSchema,
});
export type Calibration = z.infer<typeof calibrationSchema>;
