import { z } from 'zod';
import { sha256Schema } from '../identifiers.js';
import { foldPlanOptionsSchema, leakSchema } from '../dataset/fold-plan.js';
import { componentNames } from '../study/components.js';
import { finalStudyStates } from '../study/states.js';
import { segmentationSchema } from '../variant/region.js';
import { crossEvaluationSchema } from './cross-evaluation.js';
import { ensembleResultSchema } from './ensemble.js';
import {
  calibrationSchema,
  evaluationSchema,
  scoreIntervalsSchema,
  scoresSchema,
} from './metrics.js';
import { sealedOpeningSchema } from './sealed-opening.js';

/** A paired comparison of an arm with the baseline over the cells that both finished. */
const comparisonSchema = z.strictObject({
  cells: z.int().min(0),
  /** Arm minus baseline in balanced accuracy, mean over cells. */
  difference: z.number(),
  /**
   * Arm minus baseline in the pooled out-of-fold scores, with 95 % percentile intervals that draw
   * the same lesions for both; null without a cell.
   */
  pooled: z
    .strictObject({
      balancedAccuracy: z.number(),
      macroF1: z.number(),
      intervals: scoreIntervalsSchema,
    })
    .nullable(),
  /** Nadeau–Bengio corrected resampled t-test, two-sided; null with fewer than two cells. */
  p: z.number().nullable(),
  /** The same, Holm-adjusted over the arms of the study. */
  adjustedP: z.number().nullable(),
  /**
   * What would decide it, were the true difference and its variance over cells those observed: the
   * power as it is, and the least number of seeds (at these folds) or of folds (at these seeds)
   * that has a power of 80 % at the unadjusted 5 % level; null where none does. Null as a whole
   * with fewer than two cells.
   */
  decision: z
    .strictObject({
      power: z.number().min(0).max(1),
      seeds: z.int().positive().nullable(),
      folds: z.int().positive().nullable(),
    })
    .nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const variantReportSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  role: z.enum(['baseline', 'arm']),
  removedComponent: z.enum(componentNames).nullable(),
  cells: z.strictObject({
    succeeded: z.int().min(0),
    failed: z.int().min(0),
    /** Not begun, because others failed. */
    skipped: z.int().min(0).default(0),
    cancelled: z.int().min(0),
  }),
  /** All out-of-fold predictions of the variant as one set; null when no cell succeeded. */
  pooled: evaluationSchema.nullable(),
  /** The same predictions, each cell's scaled by its own temperature; null without temperatures. */
  calibration: z
    .strictObject({
      /** Least and greatest of the cells. */
      temperatures: z.tuple([z.number(), z.number()]),
      /** Cells that have one; this and the next two are null in reports that are older than they. */
      cells: z.int().positive().nullable().default(null),
      /** Trials whose temperature is at a bound of the fit: none is best. */
      atBound: z.array(z.string()).nullable().default(null),
      /** Images of inner validation that a temperature is fitted on: least and most of the cells. */
      innerImages: z.tuple([z.int(), z.int()]).nullable().default(null),
      ...calibrationSchema.shape,
    })
    .nullable()
    .default(null),
  /** Cells in which every image got the same answer: their balanced accuracy is that of chance. */
  oneClassCells: z.array(z.strictObject({ trialId: z.string(), class: z.string() })).default([]),
  /** With cells that failed or were skipped scored as the trivial answer; null where none was. */
  worstCase: z
    .strictObject({
      cells: z.int().positive(),
      missing: z.int().positive(),
      /** Means over the cells, those without a result included. */
      accuracy: z.number(),
      balancedAccuracy: z.number(),
      macroF1: z.number(),
      /** To the baseline in balanced accuracy, over the cells that it finished; null for itself. */
      difference: z.number().nullable(),
    })
    .nullable()
    .default(null),
  /** 95 % percentile intervals of the pooled scores; resample groups. */
  intervals: scoreIntervalsSchema.nullable(),
  /** Over the test images of its cells; null where no lesion was found by a threshold. */
  segmentation: segmentationSchema.nullable().default(null),
  /** The pooled scores of each repeat of the plan, in order; none where there is one. */
  repeats: z
    .array(
      z.strictObject({
        images: z.int().positive(),
        accuracy: z.number(),
        balancedAccuracy: z.number(),
        macroF1: z.number(),
      }),
    )
    .default([]),
  /** Over the cells: mean, and sample standard deviation (null for a single cell). */
  overCells: z
    .strictObject({ mean: scoresSchema, sd: z.record(z.string(), z.number()).nullable() })
    .nullable(),
  /** Balanced accuracy against the baseline; null for the baseline itself. */
  comparison: comparisonSchema.nullable(),
});
export type VariantReport = z.infer<typeof variantReportSchema>;

const partScoresSchema = z.strictObject({
  images: z.int().min(0),
  accuracy: z.number(),
  /** Over the classes that both parts have. */
  balancedAccuracy: z.number(),
});

/** What the leak of a fold plan does to the scores of a variant. */
const leakageSchema = z.strictObject({
  variant: z.string(),
  /** Test images whose lesion is in the training part too; the others stand beside them. */
  leaked: partScoresSchema,
  others: partScoresSchema,
});
export type Leakage = z.infer<typeof leakageSchema>;

/** Images and lesions of a class in a part of the fold plan. */
const classSizeSchema = z.strictObject({ images: z.int().min(0), lesions: z.int().min(0) });

/** A number that is at the edge of what it can mean, and why. */
const caveatSchema = z.strictObject({
  kind: z.enum([
    ...(['temperatureAtBound', 'calibrationWorse', 'oneClass'] as const),
    ...(['missingCells', 'fewLesions'] as const),
  ]),
  /** Whose number: a variant, the ensemble, a part of the plan or another data set. */
  subject: z.string(),
  text: z.string(),
});
export type Caveat = z.infer<typeof caveatSchema>;

/** The answer of a study. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  name: z.string(),
  state: z.enum(finalStudyStates),
  /** From 1, one more with each retry of trials. Final is the one of the study's own edition. */
  edition: z.int().positive().default(1),
  writtenAt: z.iso.datetime(),
  dataset: z.strictObject({ name: z.string(), manifestSha256: sha256Schema }),
  foldPlan: z.strictObject({
    sha256: sha256Schema,
    options: foldPlanOptionsSchema,
    leak: leakSchema,
  }),
  /** What of the plan is sealed, whatever share was asked for; null in older reports. */
  sealedPart: z
    .strictObject({ images: z.int().min(0), planImages: z.int().positive() })
    .nullable()
    .default(null),
  /** How many images and lesions each class has; none in older reports. */
  classSizes: z
    .array(
      z.strictObject({
        name: z.string(),
        pool: classSizeSchema,
        /** Null where nothing is sealed. */
        sealed: classSizeSchema.nullable(),
      }),
    )
    .default([]),
  seeds: z.array(z.int()),
  /** Of each variant with a result, where the plan leaks; else none. */
  leakage: z.array(leakageSchema).default([]),
  /** The answer in sentences: made of all the rest when the report is read. */
  headlines: z.array(z.string()).default([]),
  /** Numbers at the edge of what they can mean: made of all the rest when the report is read. */
  caveats: z.array(caveatSchema).default([]),
  /** What a reader must know before believing a number. */
  notes: z.array(z.string()),
  /** Scores of always answering the most frequent class. */
  trivial: z.strictObject({
    class: z.string(),
    accuracy: z.number(),
    balancedAccuracy: z.number(),
    macroF1: z.number(),
  }),
  variants: z.array(variantReportSchema),
  ensemble: ensembleResultSchema.nullable(),
  /** On other data sets, oldest first: added when the report is read, since they come after it. */
  crossEvaluations: z.array(crossEvaluationSchema).default([]),
  /** Every time that the sealed test part was opened, by this study and by others, oldest first. */
  sealedOpenings: z.array(sealedOpeningSchema).default([]),
  /** Why there is no ensemble, when one was asked for. */
  ensembleMissing: z.string().nullable(),
  failures: z.array(z.strictObject({ trialId: z.string(), code: z.string(), message: z.string() })),
});
export type Report = z.infer<typeof reportSchema>;
