import { z } from 'zod';
import { sha256Schema } from '../identifiers.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import {
  ensembleIntervalsSchema,
  ensembleScoresSchema,
  scoreGainSchema,
} from './ensemble-scores.js';

/** What predicts: each member alone, the members of each seed together, or all of them. */
export const predictedBy = ['single', 'oneSeed', 'allSeeds'] as const;
export type PredictedBy = (typeof predictedBy)[number];

/** A row of the table of {@link ensembleViewsSchema}: who predicts, with which views of an image. */
const viewRowSchema = z.strictObject({
  by: z.enum(predictedBy),
  views: testTimeAugmentationSchema,
  /** What is scored alone and averaged: members, seeds, or the one ensemble. */
  models: z.int().positive(),
  /** Means over them. */
  scores: ensembleScoresSchema,
  /** Sample standard deviation over them; null for one. */
  sd: ensembleScoresSchema.nullable(),
  intervals: ensembleIntervalsSchema,
  /** To the same row without test-time augmentation; null for itself, and where that is not scored. */
  overPlain: scoreGainSchema.nullable(),
  /** To the single members with the same views; null for themselves. */
  overSingle: scoreGainSchema.nullable(),
  /**
   * Of the ensemble of all, to those of one seed with the same views; null for the other rows and
   * where there is one seed, left out in older results.
   */
  overOneSeed: scoreGainSchema.nullable().optional(),
});
export type ViewRow = z.infer<typeof viewRowSchema>;

/**
 * The ensemble from all sides: what each member says of the sealed images in each set of views, and
 * the scores that are made of it.
 */
export const ensembleViewsSchema = z.strictObject({
  members: z.array(
    z.strictObject({
      trialId: z.string(),
      seed: z.int().min(0),
      /** Of all members, summing to one. */
      weight: z.number().min(0).max(1),
      /** Safetensors: for each set of views one tensor of its name, [images, classes] in float32. */
      predictions: z.strictObject({ key: z.string(), sha256: sha256Schema }),
    }),
  ),
  rows: z.array(viewRowSchema),
});
export type EnsembleViews = z.infer<typeof ensembleViewsSchema>;
