import { z } from 'zod';

const countsSchema = z.strictObject({
  images: z.int().min(0),
  /** Those whose true class is in their set. */
  covered: z.int().min(0),
  /** Those whose set holds no class. */
  empty: z.int().min(0),
  /** Classes in a set, mean over the images; null without an image. */
  meanSize: z.number().min(0).nullable(),
});
export type CoverageCounts = z.infer<typeof countsSchema>;

/** How often conformal sets of one kind hold the true class of images that calibrated nothing. */
export const conformalCoverageSchema = z.strictObject({
  /** The rate that was asked for. */
  coverage: z.number().gt(0).lt(1),
  /** Whether each class is calibrated by its own images. */
  isClassConditional: z.boolean(),
  all: countsSchema,
  /** By true class, in the order of the classes. */
  classes: z.array(countsSchema),
  /** By columns of free metadata; a number in bands. */
  subgroups: z.array(
    z.strictObject({ attribute: z.string(), value: z.string(), ...countsSchema.shape }),
  ),
});
export type ConformalCoverage = z.infer<typeof conformalCoverageSchema>;

/** The rates that are measured on every sealed part. */
export const measuredCoverages = [0.8, 0.9, 0.95] as const;
