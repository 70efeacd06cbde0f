import { z } from 'zod';
import { ingestProblemSchema } from '../dataset/dataset.js';

const partSchema = z.strictObject({ images: z.int().min(0), groups: z.int().min(0) });

/** How many images and groups came from a data set into each part of a study. */
export const dataFlowSchema = z.strictObject({
  /** Null where the manifest is no longer there. */
  dataset: z
    .strictObject({
      ...partSchema.shape,
      source: z.string(),
      licence: z.string(),
      /** Images, and rows of a table, that were left out when the set was added. */
      dropped: z.array(
        z.strictObject({
          reason: ingestProblemSchema.shape.kind,
          images: z.int().positive(),
        }),
      ),
      /** Images whose bytes another image has too; they are kept on its side. */
      copies: z.int().min(0),
    })
    .nullable(),
  planned: partSchema,
  /** Null where nothing is sealed. */
  sealed: partSchema.nullable(),
  pool: partSchema,
  /** What each fold of each repeat tests. */
  folds: z.array(z.array(partSchema).min(1)).min(1),
});
export type DataFlow = z.infer<typeof dataFlowSchema>;
