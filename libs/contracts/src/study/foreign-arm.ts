import { z } from 'zod';
import { nameSchema, sha256Schema, visibleTextSchema } from '../identifiers.js';

/** A table of predictions that is in the store, under the hash of its bytes. */
const foreignFileSchema = z.strictObject({
  file: visibleTextSchema.min(1).max(255).describe('Its name, as its owner calls it.'),
  sha256: sha256Schema.describe('Of its bytes, by which the store has it.'),
});

/** In a study file: a path, which the command line puts into the store, or what is there already. */
export const foreignPredictionsSchema = z
  .union([visibleTextSchema.min(1).max(4096), foreignFileSchema], {
    error: 'expected the path of a table, or { file, sha256 } of one that is in the store',
  })
  .describe(
    'Predictions of a model that was made elsewhere, by the folds of this study: a CSV with the image, a probability for each class, and where there are several the repeat and the seed. It is compared, not trained.',
  );

/** An arm that is not trained: a model made elsewhere, of which the predictions are there. */
export const foreignArmSchema = z.strictObject({ name: nameSchema, ...foreignFileSchema.shape });
export type ForeignArm = z.infer<typeof foreignArmSchema>;
