import { z } from 'zod';
import { errorKinds, type ErrorCode } from '../errors.js';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { classNameSchema } from '../dataset/label-scheme.js';

export const explanationMethods = ['gradCam', 'gradCamPlusPlus', 'hiResCam'] as const;

/** What to explain of a study; all may be left out. */
export const explanationRequestSchema = z.strictObject({
  variant: nameSchema.optional().describe("Whose models; the ensemble's, or the baseline."),
  method: z.enum(explanationMethods).default('gradCam'),
  layer: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A layer of the backbone with a feature map; its last block when left out.'),
  seed: z.int().min(0).optional().describe('Whose trials; the first seed of the study.'),
  picturesPerClass: z.int().min(0).max(20).default(4).describe('Drawn, right and wrong in turn.'),
  imagesPerClass: z.int().min(1).max(2000).default(100).describe('Measured, at most.'),
  occlusion: z
    .boolean()
    .default(true)
    .describe('Check the maps of the pictures against occlusion sensitivity.'),
});
export type ExplanationRequest = z.infer<typeof explanationRequestSchema>;

/** A request with its defaults filled in from the study, frozen before its job is queued. */
export const explanationOrderSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** From 1, within the study. */
  number: z.int().positive(),
  requestedAt: z.iso.datetime(),
  options: explanationRequestSchema.required({ variant: true, layer: true, seed: true }),
});
export type ExplanationOrder = z.infer<typeof explanationOrderSchema>;

const shareSchema = z.number().min(0).max(1);

/** Means over images of how their maps lie to their masks. */
const overlapSchema = z.strictObject({
  images: z.int().positive(),
  energyInside: shareSchema,
  /** 95 % percentile interval of the energy inside; resamples groups. */
  interval: z.tuple([z.number(), z.number()]),
  /** What a map that knows nothing would have: the share of the image that the mask takes. */
  maskShare: shareSchema,
  pointingGame: shareSchema,
  iou: shareSchema,
  /** Mean of the maps outside over inside; null when no map reaches inside. */
  backgroundQuotient: z.number().min(0).nullable(),
});
export type MeanOverlap = z.infer<typeof overlapSchema>;

const classExplanationSchema = z.strictObject({
  class: classNameSchema,
  all: overlapSchema.nullable(),
  right: overlapSchema.nullable(),
  wrong: overlapSchema.nullable(),
  /** Of images that are rightly named: the class beside the mean of the others. Null: too few. */
  comparison: z
    .strictObject({
      /** Energy inside beyond the mask's share, minus that of the other classes. */
      difference: z.number(),
      /** One-sided, for a difference below 0; Holm-adjusted over classes and both questions. */
      adjustedP: shareSchema,
      /** Mean loss of the probability when the background takes one colour, and of the others. */
      backgroundLoss: z.number(),
      othersBackgroundLoss: z.number(),
      /** One-sided, for a loss above that of the others; adjusted together with the other. */
      backgroundAdjustedP: shareSchema,
      /** The maps lie outside the mask: significantly, by at least 10 points. */
      looksOutside: z.boolean(),
      /** The background is needed: significantly, by at least 10 points of probability. */
      needsBackground: z.boolean(),
    })
    .nullable(),
  /**
   * The models recognise this class by something outside the mask: they need the background. Maps
   * alone do not flag it: those of a class that is known by what it lacks lie outside, too.
   */
  isFlagged: z.boolean(),
});
export type ClassExplanation = z.infer<typeof classExplanationSchema>;

const explanationPictureSchema = z.strictObject({
  key: z.string(),
  sha256: sha256Schema,
  imageId: z.string(),
  trialId: z.string(),
  trueClass: classNameSchema,
  /** The class that is explained. */
  predictedClass: classNameSchema,
  probability: shareSchema,
  energyInside: shareSchema.nullable(),
  maskShare: shareSchema.nullable(),
  /** Spearman's, of the map with occlusion sensitivity; null where either is constant or not asked. */
  occlusionCorrelation: z.number().min(-1).max(1).nullable(),
});
export type ExplanationPicture = z.infer<typeof explanationPictureSchema>;

/** Where the models of a variant look, on images that they were not trained on. Written once, last. */
export const explanationSchema = z.strictObject({
  ...explanationOrderSchema.shape,
  schemaVersion: z.literal(2),
  /** Side of the layer's map, before it is brought to the size of the image. */
  mapSize: z.tuple([z.int(), z.int()]),
  members: z.array(z.string()).min(1),
  /** Cells of the variant and seed that gave no model. */
  missing: z.array(z.string()),
  images: z.int().min(0),
  imagesWithMask: z.int().min(0),
  /** Maps that are zero everywhere: nothing at this layer speaks for the class. */
  emptyMaps: z.int().min(0),
  classes: z.array(classExplanationSchema),
  /** Over all classes; null without a measured image, and in explanations that are older than this. */
  whole: z
    .strictObject({
      images: z.int().positive(),
      energyInside: shareSchema,
      maskShare: shareSchema,
      /** 95 % percentile interval of the first minus the second; resamples groups. */
      liftInterval: z.tuple([z.number(), z.number()]),
    })
    .nullable()
    .default(null),
  /** Why the maps do not tell whether models look at what is marked; null where they do, or are older. */
  undecided: z.enum(['coarseMaps', 'likeChance', 'outsideAlike']).nullable().default(null),
  /** In words: what was found, and what must be known before believing it. */
  findings: z.array(z.string()),
  occlusion: z
    .strictObject({ pictures: z.int().positive(), meanCorrelation: z.number() })
    .nullable(),
  pictures: z.array(explanationPictureSchema),
  writtenAt: z.iso.datetime(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** The named end of an explanation that gave no result. */
export const explanationFailureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  number: z.int().positive(),
  code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  remedy: z.string(),
  failedAt: z.iso.datetime(),
});
export type ExplanationFailure = z.infer<typeof explanationFailureSchema>;

/** An explanation as the API shows it. */
export const explanationViewSchema = z.strictObject({
  order: explanationOrderSchema,
  state: z.enum(['open', 'finished', 'failed']),
  /** Images so far; null while it waits, and when it has ended. */
  progress: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
  explanation: explanationSchema.nullable(),
  failure: explanationFailureSchema.nullable(),
});
export type ExplanationView = z.infer<typeof explanationViewSchema>;

/** All explanations of a study, without what they found. */
export const explanationListSchema = z.strictObject({
  explanations: z.array(explanationViewSchema.omit({ explanation: true, failure: true })),
  next: z.string().nullable(),
});
export type ExplanationList = z.infer<typeof explanationListSchema>;
