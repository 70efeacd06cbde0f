import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { removalNames } from './store-policy.js';

/**
 * What a policy of retention took out of the store: written before the first object goes, and never
 * changed. An object that it names and that is there all the same was kept, restored, or not reached.
 */
export const removalSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** From 1, within the study. */
  number: z.int().positive(),
  policy: z.strictObject({ name: nameSchema, sha256: sha256Schema }),
  removedAt: z.iso.datetime(),
  /** All of the study went; then its objects are not listed one by one. */
  isWhole: z.boolean(),
  /** Of a study that went whole, for people. */
  name: z.string(),
  count: z.int().min(0),
  sizeBytes: z.int().min(0),
  objects: z.array(
    z.strictObject({
      key: z.string(),
      sizeBytes: z.int().min(0),
      removed: z.enum(removalNames),
    }),
  ),
});
export type Removal = z.infer<typeof removalSchema>;

/** More objects are told of in several records, so that none outgrows the memory of its readers. */
export const maxRemovedObjects = 20_000;
