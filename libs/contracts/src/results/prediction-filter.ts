import { z } from 'zod';

const soughtSchema = z.string().min(1).max(200).optional();

/** Which rows of the table `predictions`: those of which all of it holds. */
export const predictionFilterSchema = z.strictObject({
  variant: soughtSchema.describe('Of `epochs` and `predictions`: of this variant alone.'),
  group: soughtSchema.describe('Of the table `predictions`: of the images of this group alone.'),
  label: soughtSchema.describe('Of the table `predictions`: of images of this class alone.'),
  predicted: soughtSchema.describe('Of the table `predictions`: answers of this class alone.'),
});
export type PredictionFilter = z.infer<typeof predictionFilterSchema>;
