import { z } from 'zod';
import { sha256Schema } from '../identifiers.js';
import { classNameSchema, labelSchemeShape } from './label-scheme.js';

/**
 * `grouped`: all images, a group never on two sides. `dedup`: one image per group. `image`: naive,
 * images of one group may lie on both sides; only to show the leak.
 */
export const protocols = ['grouped', 'dedup', 'image'] as const;
export const protocolSchema = z.enum(protocols);
export type Protocol = z.infer<typeof protocolSchema>;

export const foldPlanOptionsSchema = z.strictObject({
  protocol: protocolSchema,
  folds: z.int().min(2).max(50),
  /** How often all images are split anew; left out for once. */
  repeats: z.int().min(2).max(50).optional(),
  seed: z.int().min(0).max(0xffffffff),
  /** Share of the images that is sealed, 0 for none. */
  sealedShare: z.number().min(0).max(0.5),
});
export type FoldPlanOptions = z.infer<typeof foldPlanOptionsSchema>;

/** Where a stored document of a trial belongs. */
export const storedPlaceShape = {
  /** Null in documents of before it was stored, whose `fold` counts over all repeats. */
  repeat: z.int().min(0).nullable(),
  fold: z.int().min(0),
};

export const foldAssignmentSchema = z.strictObject({
  imageId: z.string(),
  groupId: z.string(),
  /** As in the manifest: where it is known, no patient is on two sides. */
  patientId: z.string().optional(),
  /** What it is kept together with, where equal bytes join groups or patients. */
  group: z.string().optional(),
  label: classNameSchema,
  /** The fold that tests this image, from 0, or `sealed` for the sealed part. */
  fold: z.union([z.int().min(0), z.literal('sealed')]),
  /** The fold that tests it in each further repeat, from 0; left out where there is none. */
  repeatFolds: z.array(z.int().min(0)).min(1).max(49).optional(),
});
export type FoldAssignment = z.infer<typeof foldAssignmentSchema>;

/**
 * Leak of a plan: test images whose group also has an image in the training part. With repeats an
 * image is tested, and counts, in each.
 */
export const leakSchema = z.strictObject({
  leakedImages: z.int().min(0),
  poolImages: z.int().min(0),
});
export type Leak = z.infer<typeof leakSchema>;

/** Which image is tested by which fold: immutable, identified by the hash of its content. */
export const foldPlanSchema = z.strictObject({
  schemaVersion: z.literal(3),
  /** The manifest it was made from; null for a plan made from a bare metadata file. */
  manifestSha256: sha256Schema.nullable(),
  /** As in the manifest. */
  ...labelSchemeShape,
  options: foldPlanOptionsSchema,
  leak: leakSchema,
  /** Set for a plan that was made elsewhere: its seed means nothing. */
  imported: z
    .strictObject({
      /** Images of the manifest that are in no part. */
      leftOutImages: z.int().min(0),
    })
    .optional(),
  /** In the order of the manifest: sorted by image id. */
  assignments: z.array(foldAssignmentSchema).min(1),
});

export type FoldPlan = z.infer<typeof foldPlanSchema>;

/** What a plan made elsewhere says of an image: at least the fold that tests it. */
export const foreignAssignmentSchema = z.strictObject({
  imageId: foldAssignmentSchema.shape.imageId,
  /** Other programs call what is sealed `test`, as earlier versions did. */
  fold: z.union([z.int().min(0), z.enum(['sealed', 'test']).transform(() => 'sealed' as const)]),
  repeatFolds: foldAssignmentSchema.shape.repeatFolds,
  groupId: z.string().optional(),
  patientId: z.string().optional(),
  label: z.string().optional(),
});
export type ForeignAssignment = z.infer<typeof foreignAssignmentSchema>;

/** A plan made elsewhere, as it is sent to be imported. */
export const foreignPlanSchema = z.strictObject({
  protocol: protocolSchema.default('grouped'),
  assignments: z.array(foreignAssignmentSchema).min(1),
});
