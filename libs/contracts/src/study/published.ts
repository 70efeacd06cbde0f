import { z } from 'zod';
import { componentNames } from './components.js';

/** Scores that published results are told by: those of the main table of a report. */
export const publishedScores = [
  ...(['accuracy', 'top2', 'top3', 'balancedAccuracy', 'macroF1'] as const),
  ...(['macroPrecision', 'macroRecall', 'macroRocAuc'] as const),
] as const;

const scoresSchema = z
  .strictObject(
    Object.fromEntries(
      publishedScores.map((name) => [
        name,
        z.number().min(0).max(1).optional().describe('As a share, in [0, 1].'),
      ]),
    ) as Record<(typeof publishedScores)[number], z.ZodOptional<z.ZodNumber>>,
  )
  .refine((scores) => Object.keys(scores).length > 0, { message: 'expected at least one score' });

/** What somebody else reached on such a data set, and how it was measured. */
export const publishedResultSchema = z.strictObject({
  name: z.string().min(1).max(200).describe('Of the method, as tables show it.'),
  source: z.string().min(1).max(500).describe('Where it is published: an address or a citation.'),
  protocol: z.string().min(1).max(300).describe('How images were split, and what was scored.'),
  groupsKeptApart: z
    .enum(['yes', 'no', 'unknown'])
    .describe(
      'Whether images of one group, such as a lesion, were never on both sides of the split.',
    ),
  images: z.int().positive().nullable().default(null).describe('That were scored, where stated.'),
  scores: scoresSchema.describe(`In [0, 1]: ${publishedScores.join(', ')}.`),
  isVerified: z
    .boolean()
    .default(true)
    .describe('Whether the numbers were read at the source, and not from a second one.'),
});
export type PublishedResult = z.infer<typeof publishedResultSchema>;

/** What of a report a published row stands beside. */
const counterpartSchema = z.union([
  z.enum(['baseline', 'crossValidatedEnsemble', 'sealedEnsemble']),
  z.strictObject({ removedComponent: z.enum(componentNames) }),
]);
export type Counterpart = z.infer<typeof counterpartSchema>;

/** A row of the study that is reproduced. */
const reproducedRowSchema = z.strictObject({
  name: z.string(),
  beside: counterpartSchema,
  scores: scoresSchema,
});

/** Published results of a data set: those of others, and the rows of the study that is reproduced. */
export const publishedResultsSchema = z.strictObject({
  dataset: z.string(),
  results: z.array(publishedResultSchema),
  reproduced: z.strictObject({ source: z.string(), rows: z.array(reproducedRowSchema) }),
});
export type PublishedResults = z.infer<typeof publishedResultsSchema>;

/** As a report has them. */
export const publishedBesideSchema = z.strictObject({
  /** Why the scores of this study are not to be compared with these; null where they are. */
  caveat: z.string().nullable(),
  results: z.array(publishedResultSchema),
  /** Null where the data set has no study that is reproduced. */
  reproduced: publishedResultsSchema.shape.reproduced.nullable(),
});
export type PublishedBeside = z.infer<typeof publishedBesideSchema>;
