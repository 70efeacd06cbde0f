import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import { conformalCoverageSchema } from './conformal.js';

const shareSchema = z.number().min(0).max(1);

/** Stands with every answer, wherever it goes. */
export const researchOnly =
  'For research only: not a medical device, and no basis for a diagnosis or a treatment.';

export const defaultCoverage = 0.9;
export const defaultTop = 3;

/** What is said of one image. */
export const imagePredictionSchema = z.strictObject({
  /** As it was named by who asked. */
  image: z.string(),
  /** Null where the file is no image that can be predicted. */
  answer: z
    .strictObject({
      /** The likeliest classes, likeliest first. */
      top: z.array(z.strictObject({ class: z.string(), probability: shareSchema })).min(1),
      /** By class. Of the combined models, each with its temperature. */
      probabilities: z.record(z.string(), shareSchema),
      /** Of the probabilities, in nats. */
      entropy: z.number().min(0),
      /** How much of it is disagreement between the models, in nats. */
      mutualInformation: z.number().min(0),
      /** The classes that cannot be ruled out at the coverage asked for; empty where none looks usual. */
      conformalSet: z.array(z.string()),
    })
    .nullable(),
  error: z.strictObject({ code: z.enum(errorCodes), message: z.string() }).nullable(),
});
export type ImagePrediction = z.infer<typeof imagePredictionSchema>;

/** Who answered, and how. */
export const predictorSchema = z.strictObject({
  notice: z.literal(researchOnly),
  study: z.strictObject({ studyId: z.string(), name: z.string() }),
  /** Null for the ensemble of the study. */
  trialId: z.string().nullable(),
  /** In the order of the probabilities. */
  classes: z.array(z.string()),
  models: z.int().positive(),
  /** Of the models, those whose temperature is used. */
  calibrated: z.int().min(0),
  testTimeAugmentation: testTimeAugmentationSchema,
  coverage: z.number().gt(0).lt(1),
  isClassConditional: z.boolean(),
  /** Held-out images that the sets are calibrated on. */
  calibrationImages: z.int().min(0),
  /** On the sealed part, where the rate is one of those that are measured there; else null. */
  measured: conformalCoverageSchema.shape.all.nullable(),
});
export type Predictor = z.infer<typeof predictorSchema>;
