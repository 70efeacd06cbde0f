import { z } from 'zod';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import { ensembleIntervalsSchema, scoreGainSchema } from './ensemble-scores.js';
import { evaluationSchema } from './metrics.js';

const classIntervalSchema = z.tuple([z.number(), z.number()]).nullable();

/**
 * An ensemble scored out of fold: the probabilities of an image are the mean over the models that were
 * held out from it, one for each seed and repeat. No model of it has seen the image.
 */
export const crossValidatedEnsembleSchema = z.strictObject({
  /** Whose models are averaged, each variant counting alike. */
  variants: z.array(z.string()).min(1),
  /** In which its models predicted; null where they differ, or are not known of a foreign model. */
  views: testTimeAugmentationSchema.nullable().default('none'),
  /** Least and greatest number of models that an image's probabilities are a mean of. */
  models: z.tuple([z.int().positive(), z.int().positive()]),
  evaluation: evaluationSchema,
  intervals: ensembleIntervalsSchema,
  /** Intervals of the recall of each class; null for a class that resamples lack. */
  recallIntervals: z.array(classIntervalSchema),
  /** The same of precision and of F1; left out in older reports. */
  precisionIntervals: z.array(classIntervalSchema).optional(),
  f1Intervals: z.array(classIntervalSchema).optional(),
  /**
   * The ensemble minus single models, which are scored once for each seed and repeat and averaged.
   * Null where each image has one model, or one of them did not predict all images.
   */
  gain: scoreGainSchema.nullable(),
});
export type CrossValidatedEnsemble = z.infer<typeof crossValidatedEnsembleSchema>;
