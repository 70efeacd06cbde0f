import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';

/**
 * That somebody looked at a sealed part: written before its first image is read, once for each
 * time, and never changed.
 */
export const sealedOpeningSchema = z.strictObject({
  schemaVersion: z.literal(2),
  /** The part by its images, whatever plan or study seals it. */
  partSha256: sha256Schema,
  images: z.int().positive(),
  openedAt: z.iso.datetime(),
  studyId: z.string(),
  /** From 1, within the study. */
  number: z.int().positive(),
  /** Who: the worker and the host that it ran on. */
  worker: z.string(),
  host: z.string(),
  /** Which ensemble was scored. */
  variant: nameSchema,
  members: z.array(z.string()).min(1),
  /** Sets of views that members and ensembles were scored with; none in older openings. */
  views: z.array(testTimeAugmentationSchema).default([]),
  /** Trials of the baseline that do not vote and were scored beside it; left out: none. */
  references: z.array(z.string()).min(1).optional(),
});
export type SealedOpening = z.infer<typeof sealedOpeningSchema>;
