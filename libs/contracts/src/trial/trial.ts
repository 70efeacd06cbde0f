import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { sha256Schema } from '../identifiers.js';
import { storedPlaceShape } from '../dataset/fold-plan.js';
import { classNameSchema, maxClasses } from '../dataset/label-scheme.js';
import { receiptEnvironmentSchema } from '../results/environment.js';
import { calibrationSchema, evaluationSchema } from '../results/metrics.js';
import { segmentationSchema } from '../variant/region.js';

const errorCodeSchema = z.enum(errorCodes);

/** What one epoch gave. Validation is the inner part of the training folds, never the outer fold. */
export const epochRecordSchema = z.strictObject({
  /** From 1, counted over all stages. */
  epoch: z.int().positive(),
  stage: z.string(),
  learningRate: z.number(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
  validationBalancedAccuracy: z.number(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

export const historySchema = z.strictObject({
  schemaVersion: z.literal(1),
  epochs: z.array(epochRecordSchema),
});

/**
 * Class probabilities of images, in the order of `imageIds`. It names no study or trial, so that
 * equal predictions have equal bytes.
 */
export const predictionsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  classes: z.array(classNameSchema).max(maxClasses),
  imageIds: z.array(z.string()),
  /** True class of each image, as an index into `classes`. */
  labels: z.array(z.int().min(0)),
  /** [image][class] */
  probabilities: z.array(z.array(z.number().min(0).max(1))),
  /** Of each image, where several models spoke. */
  uncertainty: z
    .strictObject({
      /** Of the mean probabilities, in nats. */
      entropy: z.array(z.number().min(0)),
      /** How much of it is disagreement between the models, in nats. */
      mutualInformation: z.array(z.number().min(0)),
    })
    .optional(),
});
export type Predictions = z.infer<typeof predictionsSchema>;

/**
 * Class probabilities of the inner validation part of a trial. A type of its own: what is learnt
 * after training takes this and nothing else, so that it cannot be given what it is scored on.
 */
export const innerPredictionsSchema = z.strictObject({
  ...predictionsSchema.omit({ uncertainty: true }).shape,
  schemaVersion: z.literal(2),
  part: z.literal('innerValidation'),
  /** Of the outer fold, which no image here is in. */
  ...storedPlaceShape,
});
export type InnerPredictions = z.infer<typeof innerPredictionsSchema>;

const storedObjectSchema = z.strictObject({ key: z.string(), sha256: sha256Schema });

const trialNameSchema = z.strictObject({ studyId: z.string(), trialId: z.string() });
export type TrialName = z.infer<typeof trialNameSchema>;

const evaluatedWeightsSchema = z.strictObject({
  from: z.enum(['bestEpoch', 'swa']),
  /** Whose weights were averaged. */
  epochs: z.int().positive(),
  batchNorm: z.enum(['moving', 'reestimated']),
});
export type EvaluatedWeights = z.infer<typeof evaluatedWeightsSchema>;

/** The verified result of a trial. Written once, last: where it is, all that it names is. */
export const receiptSchema = z.strictObject({
  schemaVersion: z.literal(3),
  studyId: z.string(),
  trialId: z.string(),
  variant: z.string(),
  ...storedPlaceShape,
  seed: z.int().min(0),
  /** From 1; more than 1 when the trial was taken up again. */
  attempt: z.int().positive(),
  configSha256: sha256Schema,
  manifestSha256: sha256Schema,
  foldPlanSha256: sha256Schema,
  predictions: storedObjectSchema,
  history: storedObjectSchema,
  weights: storedObjectSchema,
  /** Of the model on its inner validation part. */
  innerPredictions: storedObjectSchema.optional(),
  /** Where the backbone's first weights came from: `random`, or the SHA-256 of a file. */
  initialWeights: z.union([z.literal('random'), sha256Schema]),
  images: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** What of the training part was trained on, in whole groups; not in receipts of before. */
  trainPart: z
    .strictObject({ share: z.number().gt(0).max(1), groups: z.int().positive() })
    .optional(),
  /** How the training folds were parted for early stopping and the like, and what came of it. */
  innerValidation: z
    .strictObject({
      share: z.number(),
      seed: z.int(),
      /** Of the ids of train, validation and test: equal for equal splits. */
      splitSha256: sha256Schema,
    })
    .optional(),
  /** Of the test images, where regions were found by a threshold and there are masks. */
  segmentation: segmentationSchema.optional(),
  bestEpoch: z.int().positive(),
  epochs: z.int().positive(),
  /** Where the weights came from that `evaluation` is about; left out: the best epoch, as it was. */
  evaluatedWeights: evaluatedWeightsSchema.optional(),
  evaluation: evaluationSchema,
  /** Beside the evaluation: a temperature fitted on inner validation, scored on the outer fold. */
  calibration: z
    .strictObject({
      temperature: z.number().positive(),
      /** Images that it was fitted on. */
      images: z.int().positive(),
      ...calibrationSchema.shape,
    })
    .nullable()
    .default(null),
  /** The trial whose result this is: the same one, of another study, was not trained again. */
  takenFrom: trialNameSchema.optional(),
  /** The trial whose weights these are: it trained alike, and is scored otherwise. */
  weightsFrom: trialNameSchema.optional(),
  /** The same trials of other studies whose results were not taken, and why. */
  notTaken: z
    .array(z.strictObject({ ...trialNameSchema.shape, reason: z.string() }))
    .min(1)
    .optional(),
  environment: receiptEnvironmentSchema,
  /** Of this attempt, also where the result was taken and nothing was trained. */
  timings: z.strictObject({
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** All in seconds. */
    inputSeconds: z.number(),
    trainSeconds: z.number(),
    validationSeconds: z.number(),
    predictionSeconds: z.number(),
  }),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * The named end of a trial that gave no result: it failed, was skipped (`TRIAL_SKIPPED`), or its
 * variant was raced out or it was stopped (`TRIAL_RACED_OUT`). Written once in each edition of its study.
 */
export const failureSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  trialId: z.string(),
  attempt: z.int().positive(),
  /** Of the study's control when the attempt began. */
  edition: z.int().positive().default(1),
  code: errorCodeSchema,
  message: z.string(),
  remedy: z.string(),
  failedAt: z.iso.datetime(),
  /** Of a skip: the failed trials of the same variant that it rests on. */
  causes: z.array(z.string()).min(1).optional(),
  /** Of a trial that was raced out: number of the decision that names it. */
  raceDecision: z.int().positive().optional(),
  /** Of a trial that was stopped between two epochs: number of the decision that names it. */
  stopDecision: z.int().positive().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

const endStates: Readonly<Record<string, 'skipped' | 'raced-out'>> = {
  TRIAL_SKIPPED: 'skipped',
  TRIAL_RACED_OUT: 'raced-out',
};

/** The state of a trial with this named end. */
export function stateOfEnd({ code }: Pick<Failure, 'code'>): 'failed' | 'skipped' | 'raced-out' {
  return endStates[code] ?? 'failed';
}

/**
 * Who took a trial up, and as which attempt. The numbers come from conditional writes in the store,
 * not from the queue: a worker that finds a higher one than its own may publish nothing more.
 */
export const attemptSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  trialId: z.string(),
  attempt: z.int().positive(),
  worker: z.string(),
  startedAt: z.iso.datetime(),
  /** The number was taken so that nobody begins the trial, which ends like this. */
  skipped: failureSchema.optional(),
});
