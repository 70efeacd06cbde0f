import { z } from 'zod';

/** Mean, and sample standard deviation (n − 1; null for a single cell). */
const spreadSchema = z.strictObject({ mean: z.number(), sd: z.number().nullable() });
export type Spread = z.infer<typeof spreadSchema>;

/**
 * How a variant stands in a study that is not over. It rests on the scores of the cells that have
 * ended, so it has neither the pooled scores nor the intervals and tests of a report.
 */
const interimVariantSchema = z.strictObject({
  name: z.string(),
  role: z.enum(['baseline', 'arm']),
  cells: z.strictObject({
    planned: z.int().positive(),
    succeeded: z.int().min(0),
    failed: z.int().min(0),
    skipped: z.int().min(0),
    racedOut: z.int().min(0).default(0),
    cancelled: z.int().min(0),
  }),
  /** Over the cells that succeeded; null without one. */
  score: spreadSchema.nullable(),
  /** The variant that `comparison` is about; left out: the baseline. */
  reference: z.string().optional(),
  /** Null for the baseline itself. */
  comparison: z
    .strictObject({
      /** Cells (repeat, fold, seed) in which both the arm and its reference have succeeded. */
      pairs: z.int().min(0),
      /** Arm minus reference over the pairs; null without one. */
      difference: spreadSchema.nullable(),
    })
    .nullable(),
});
export type InterimVariant = z.infer<typeof interimVariantSchema>;

/** What is known of the answer of a study before its report: nothing of the sealed part. */
export const interimSchema = z.strictObject({
  /** The score that all numbers are of, a share. */
  score: z.literal('balancedAccuracy'),
  /** What must be said wherever the numbers are shown. */
  notes: z.array(z.string()).min(1),
  /** In the order of the study, whatever they score. */
  variants: z.array(interimVariantSchema),
});
export type Interim = z.infer<typeof interimSchema>;
