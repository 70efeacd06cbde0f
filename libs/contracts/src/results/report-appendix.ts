import { z } from 'zod';
import { receiptEnvironmentSchema } from './environment.js';

const intervalSchema = z.tuple([z.number(), z.number()]);

/**
 * A curve at the places of the `grid`: its mean over the cells that have one, and the
 * sample standard deviation over them; null for a single cell.
 */
const curveSchema = z.strictObject({
  cells: z.int().positive(),
  mean: z.array(z.number()),
  sd: z.array(z.number()).nullable(),
});
export type Curve = z.infer<typeof curveSchema>;

const classCurveSchema = z.strictObject({
  /** Null: the mean over the classes. */
  class: z.string().nullable(),
  ...curveSchema.shape,
});

/** A bin of confidence over the cells that have images in it. */
const reliabilityBandSchema = z.strictObject({
  cells: z.int().min(0),
  /** Means over them, and the sample standard deviation of the accuracy; null for too few. */
  confidence: z.number().min(0).max(1).nullable(),
  accuracy: z.number().min(0).max(1).nullable(),
  sd: z.number().min(0).nullable(),
});

const variantCurvesSchema = z.strictObject({
  variant: z.string(),
  /** True positive rate over false positive rate, each class against the rest. */
  roc: z.array(classCurveSchema),
  /** Precision over recall, each class against the rest. */
  precisionRecall: z.array(classCurveSchema),
  /** Share of wrong answers among the most confident share of the images. */
  riskCoverage: curveSchema,
  /**
   * Accuracy by confidence, in bins of equal width from 0 to 1, each cell alone; left out in older
   * reports.
   */
  reliability: z.array(reliabilityBandSchema).optional(),
});
export type VariantCurves = z.infer<typeof variantCurvesSchema>;

/** What trials ran on, and how many of them. */
const environmentCountSchema = z.strictObject({
  ...receiptEnvironmentSchema.pick({
    crossfold: true,
    gitCommit: true,
    node: true,
    tfjs: true,
    tensorflow: true,
    device: true,
    precision: true,
    threads: true,
    deterministic: true,
  }).shape,
  trials: z.int().positive(),
});

/** Scores on the images of a subgroup, out of fold; classes without an image there count for nothing. */
const subgroupScoreSchema = z.strictObject({
  variant: z.string(),
  /** A column of the manifest, and its value or band. */
  attribute: z.string(),
  value: z.string(),
  images: z.int().positive(),
  groups: z.int().positive(),
  absentClasses: z.array(z.string()),
  accuracy: z.number(),
  accuracyInterval: intervalSchema.nullable(),
  balancedAccuracy: z.number(),
  balancedAccuracyInterval: intervalSchema,
});
export type SubgroupScore = z.infer<typeof subgroupScoreSchema>;

/** What a variant costs where its models are used. */
const tradeOffSchema = z.strictObject({
  variant: z.string(),
  imageSizePx: z.int().positive(),
  /** Numbers that the classifier holds, statistics of batch normalisation too. */
  parameters: z.int().positive(),
  /** Of one image in inference. */
  multiplyAdds: z.int().positive(),
  /** Median over its own trials of predicting their test images; null where all were taken. */
  millisecondsPerImage: z.number().min(0).nullable(),
});
export type TradeOff = z.infer<typeof tradeOffSchema>;

/** Variants that differ by their share of the training part alone, the smallest share first. */
const learningCurveSchema = z.strictObject({
  points: z
    .array(
      z.strictObject({
        variant: z.string(),
        share: z.number().gt(0).max(1),
        /** Means over its trials; groups are null where a receipt of before does not say them. */
        images: z.number().positive(),
        groups: z.number().positive().nullable(),
      }),
    )
    .min(2),
});
export type LearningCurve = z.infer<typeof learningCurveSchema>;

/** Groups that every model which was held out from them answers wrongly. */
const sharedErrorsSchema = z.strictObject({
  variant: z.string(),
  /** Groups that were tested; one of several classes counts for each. */
  cases: z.int().positive(),
  /** Least and greatest number of models that were held out from one. */
  cells: z.tuple([z.int().positive(), z.int().positive()]),
  /** The most confident errors first. */
  rows: z.array(
    z.strictObject({
      group: z.string(),
      label: z.string(),
      images: z.int().positive(),
      /** Models that were held out from it: one for each seed and repeat. */
      cells: z.int().positive(),
      /** Of so many of them; the most frequent answer first. */
      answers: z.array(z.strictObject({ class: z.string(), cells: z.int().positive() })).min(1),
      /** Means over the cells: of the most frequent answer, and of the true class. */
      answerProbability: z.number().min(0).max(1),
      labelProbability: z.number().min(0).max(1),
    }),
  ),
});
export type SharedErrors = z.infer<typeof sharedErrorsSchema>;

/** What a report rests on that is too long to stand in it. */
export const reportAppendixSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  edition: z.int().positive(),
  curves: z.strictObject({
    /** From 0 to 1. */
    grid: z.array(z.number().min(0).max(1)).min(2),
    /** Those with a result. */
    variants: z.array(variantCurvesSchema),
  }),
  /** Of the baseline, where the manifest has columns that tell subgroups. */
  subgroups: z.array(subgroupScoreSchema).default([]),
  tradeOffs: z.array(tradeOffSchema).default([]),
  learningCurves: z.array(learningCurveSchema).default([]),
  /** Of the baseline; null without a result. */
  sharedErrors: sharedErrorsSchema.nullable().default(null),
  /** The most frequent one first. */
  environments: z.array(environmentCountSchema),
  /** Of training, validation and prediction, over all trials that were not taken from elsewhere. */
  deviceSeconds: z.number().min(0),
});
export type ReportAppendix = z.infer<typeof reportAppendixSchema>;
