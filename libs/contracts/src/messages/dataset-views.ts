import { z } from 'zod';
import { ingestProblemSchema } from '../dataset/dataset.js';
import { foldPlanOptionsSchema, leakSchema } from '../dataset/fold-plan.js';
import { pageQuerySchema } from './api.js';

/** The largest image file that the API sends. */
export const sentImageBytes = 32 * 2 ** 20;

export const datasetProblemQuerySchema = z.strictObject({
  kind: ingestProblemSchema.shape.kind.optional().describe('Problems of this kind.'),
  decision: ingestProblemSchema.shape.decision
    .optional()
    .describe('`dropped`: of images that were left out; `kept`: of images that are in the set.'),
  ...pageQuerySchema.shape,
});

/** What ingest met: duplicates, missing files, wrong values, and what was done about each. */
export const datasetProblemPageSchema = z.strictObject({
  problems: z.array(ingestProblemSchema),
  /** Of all pages. */
  total: z.int().min(0),
  next: z.string().nullable(),
});
export type DatasetProblemPage = z.infer<typeof datasetProblemPageSchema>;

export const datasetImageQuerySchema = z.strictObject({
  label: z.string().max(200).optional().describe('Images that are listed with this label.'),
  group: z.string().max(200).optional().describe('Images of this group, such as a lesion.'),
  ...pageQuerySchema.shape,
});

export const datasetImageSchema = z.strictObject({
  imageId: z.string(),
  groupId: z.string(),
  /** Null where no study trains on the image: a study to come may seal it. */
  label: z.string().nullable(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  sizeBytes: z.int().positive(),
  hasMask: z.boolean(),
});
export type DatasetImage = z.infer<typeof datasetImageSchema>;

/** Images that no study seals. */
export const datasetImagePageSchema = z.strictObject({
  images: z.array(datasetImageSchema),
  /** Of all pages. */
  total: z.int().min(0),
  /** Images of the data set that are left out, because a study seals them. */
  sealed: z.int().min(0),
  next: z.string().nullable(),
});
export type DatasetImagePage = z.infer<typeof datasetImagePageSchema>;

/** Fold plans by which studies here split a data set. */
export const datasetPlanListSchema = z.strictObject({
  plans: z.array(
    z.strictObject({
      foldPlanSha256: z.string(),
      /** Of the data set as it was then. */
      manifestSha256: z.string(),
      options: foldPlanOptionsSchema,
      leak: leakSchema,
      /** Of the plan, sealed; null in studies of before this was stored. */
      sealedImages: z.int().min(0).nullable(),
      /** Newest first. */
      studyIds: z.array(z.string()),
    }),
  ),
});
export type DatasetPlanList = z.infer<typeof datasetPlanListSchema>;
