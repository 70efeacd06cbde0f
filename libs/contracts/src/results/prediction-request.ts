import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { sha256Schema, visibleTextSchema } from '../identifiers.js';
import { testTimeAugmentationSchema } from '../variant/test-time-augmentation.js';
import {
  defaultCoverage,
  defaultTop,
  imagePredictionSchema,
  predictorSchema,
  researchOnly,
} from './prediction.js';

/** What one request may bring, and how long it is kept. */
export const predictionLimits = {
  images: 16,
  /** Of one image file. */
  imageBytes: 10 * 2 ** 20,
  /** Of all of a request, as base64 in JSON. */
  bodyMiB: 32,
  waitSeconds: 25,
  keptHours: 24,
} as const;

const optionsShape = {
  top: z.int().min(1).max(1000).default(defaultTop).describe('Of the likeliest classes.'),
  coverage: z.number().gt(0).lt(1).default(defaultCoverage).describe('Of the conformal sets.'),
  byClass: z.boolean().default(false).describe('Calibrate the sets for each class alone.'),
  testTimeAugmentation: testTimeAugmentationSchema
    .optional()
    .describe("Views of each image; left out: the ensemble's own, and one for a trial."),
  explain: z
    .boolean()
    .default(false)
    .describe('Draw where the models look for the likeliest class of each image (Grad-CAM).'),
} as const;

/** Images to predict, and by what. */
export const predictionRequestSchema = z.strictObject({
  studyId: z.string().min(1).max(100).describe('Whose ensemble predicts.'),
  trialId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('One of its trials, to predict in place of the ensemble.'),
  images: z
    .array(
      z.strictObject({
        name: visibleTextSchema.min(1).max(200).describe('To tell the answers apart.'),
        data: z
          .string()
          .min(1)
          .max(Math.ceil(predictionLimits.imageBytes / 3) * 4)
          .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected base64')
          .describe('A JPEG, PNG, WebP, TIFF or BMP file in base64.'),
      }),
    )
    .min(1)
    .max(predictionLimits.images),
  ...optionsShape,
  waitSeconds: z
    .int()
    .min(0)
    .max(predictionLimits.waitSeconds)
    .default(0)
    .describe('How long to wait for the answer before telling where it will be.'),
});
export type PredictionRequest = z.infer<typeof predictionRequestSchema>;

/** A request without its images, written after them: where it is, all that it names is. */
export const predictionOrderSchema = z.strictObject({
  schemaVersion: z.literal(1),
  predictionId: z.string(),
  studyId: z.string(),
  trialId: z.string().nullable(),
  images: z.array(z.strictObject({ name: z.string(), sha256: sha256Schema })).min(1),
  ...optionsShape,
  requestedAt: z.iso.datetime(),
  /** When images and answers are removed. */
  expiresAt: z.iso.datetime(),
});
export type PredictionOrder = z.infer<typeof predictionOrderSchema>;

export const predictionResultSchema = z.strictObject({
  schemaVersion: z.literal(1),
  predictionId: z.string(),
  predictor: predictorSchema,
  /** In the order of the images. */
  predictions: z.array(imagePredictionSchema).min(1),
  /** Of each image the hash of its map, null where it has no answer; empty where none was asked for. */
  maps: z.array(sha256Schema.nullable()).default([]),
  predictedAt: z.iso.datetime(),
});
export type PredictionResult = z.infer<typeof predictionResultSchema>;

/** Why there is no answer. */
export const predictionFailureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  predictionId: z.string(),
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  failedAt: z.iso.datetime(),
});

/** As the API shows it. */
export const predictionViewSchema = z.strictObject({
  notice: z.literal(researchOnly),
  order: predictionOrderSchema,
  state: z.enum(['open', 'finished', 'failed']),
  result: predictionResultSchema.nullable(),
  failure: predictionFailureSchema.nullable(),
});
export type PredictionView = z.infer<typeof predictionViewSchema>;
