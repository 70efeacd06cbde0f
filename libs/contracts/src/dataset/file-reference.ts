import { z } from 'zod';
import { sha256Schema } from '../identifiers.js';

/** Where the bytes of an image or a mask lie that the store names and does not hold. */
export const fileReferenceSchema = z.strictObject({
  schemaVersion: z.literal(1),
  sha256: sha256Schema,
  sizeBytes: z.int().positive(),
  /** Absolute; every worker has to find the file there. */
  path: z.string().min(1),
});
export type FileReference = z.infer<typeof fileReferenceSchema>;
