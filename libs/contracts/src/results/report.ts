import { z } from 'zod';
import { sha256Schema } from '../identifiers.js';
import { labelSchemeShape } from '../dataset/label-scheme.js';
import { firstScheme } from '../dataset/version-1.js';
import { positiveGroupSchema } from '../dataset/positive-group.js';
import { foldPlanOptionsSchema, leakSchema } from '../dataset/fold-plan.js';
import { configurationSchema } from '../study/configuration.js';
import { componentNames } from '../study/components.js';
import { raceDecisionSchema, racingConfigSchema } from '../study/racing.js';
import { stopDecisionSchema, stoppingConfigSchema } from '../study/stopping.js';
import { finalStudyStates } from '../study/states.js';
import { segmentationSchema } from '../variant/region.js';
import { crossValidatedEnsembleSchema } from './cross-validated.js';
import { crossEvaluationSchema } from './cross-evaluation.js';
import { ensembleResultSchema } from './ensemble.js';
import {
  calibrationSchema,
  evaluationSchema,
  scoreIntervalsSchema,
  scoresSchema,
  someScoresSchema,
} from './metrics.js';
import { measurementSchema } from './measurement.js';
import { reportAppendixSchema } from './report-appendix.js';
import { publishedBesideSchema } from '../study/published.js';
import { winnerSchema } from '../study/series.js';
import { dataFlowSchema } from './data-flow.js';
import { sealedOpeningSchema } from './sealed-opening.js';

/** What more of something would bring, while a comparison is not decided. */
const prospectSchema = z.strictObject({
  /** Least total number with a chance of 80 % to decide; null where none up to `most` has it. */
  count: z.int().positive().nullable(),
  /** The greatest number that a study takes. */
  most: z.int().positive(),
  chanceAtMost: z.number().min(0).max(1),
  standardErrorAtMost: z.number().min(0),
  /** One seed shows no seed part: then this is the best that seeds can do. */
  isBestCase: z.boolean(),
});

const intervalSchema = z.tuple([z.number(), z.number()]);

/** How sure the mean difference is: what it rests on, and the interval that belongs to its p. */
const estimateSchema = z.strictObject({
  /** Splits (folds of all repeats) with a cell of both variants. */
  units: z.int().min(2),
  /** Images of a test part over those of its training part. */
  testToTrain: z.number().min(0),
  /**
   * Standard deviations of one cell's difference: the part that changes with the split, and the
   * part that changes with the seed. Null where one seed does not tell them apart.
   */
  foldSd: z.number().min(0).nullable(),
  seedSd: z.number().min(0).nullable(),
  standardError: z.number().min(0),
  df: z.number().positive(),
  /** Of 95 %: excludes 0 exactly where p < 0.05. */
  interval: intervalSchema,
  /**
   * At the level at which Holm's method tests the arm: excludes 0 exactly where the adjusted
   * p < 0.05. The verdict is of this one.
   */
  family: z.strictObject({ level: z.number().min(0).max(0.05), interval: intervalSchema }),
});

/** A paired comparison of an arm with the baseline over the cells that both finished. */
const comparisonSchema = z.strictObject({
  cells: z.int().min(0),
  /** Arm minus baseline in balanced accuracy: mean over splits, of the mean over their seeds. */
  difference: z.number(),
  /**
   * Arm minus baseline in the pooled out-of-fold scores, with 95 % percentile intervals that draw
   * the same groups for both: how sure the difference is if the trained models were fixed. Null
   * without a cell.
   */
  pooled: z
    .strictObject({
      balancedAccuracy: z.number(),
      macroF1: z.number(),
      intervals: scoreIntervalsSchema,
    })
    .nullable(),
  /** Corrected t-test over splits and seeds, two-sided; null with fewer than two splits. */
  p: z.number().nullable(),
  /** The same, Holm-adjusted over the arms of the study; of a null arm p itself. */
  adjustedP: z.number().nullable(),
  /** Null where p is, and in reports of before there was one. */
  estimate: estimateSchema.nullable().default(null),
  /** Null where `estimate` is. */
  verdict: z.enum(['helps', 'hurts', 'equal', 'undecided']).nullable().default(null),
  /** That the difference lies above, within and below ± the margin; correlated Bayesian t-test. */
  chances: z
    .strictObject({ better: z.number(), equal: z.number(), worse: z.number() })
    .nullable()
    .default(null),
  /**
   * Of the test, at 5 % over the number of arms: for true differences that are chosen beforehand,
   * and the least that it finds with a power of 80 %.
   */
  power: z
    .strictObject({
      at: z.array(z.strictObject({ difference: z.number(), power: z.number().min(0).max(1) })),
      smallestDetectable: z.number().min(0),
    })
    .nullable()
    .default(null),
  /** What would decide it; null where it is decided. */
  outlook: z
    .strictObject({ repeats: prospectSchema, seeds: prospectSchema })
    .nullable()
    .default(null),
  /** In earlier reports only: how many seeds or folds were said to decide, and observed power. */
  decision: z
    .strictObject({
      power: z.number().min(0).max(1),
      seeds: z.int().positive().nullable(),
      folds: z.int().positive().nullable(),
    })
    .nullable()
    .optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
export type Estimate = z.infer<typeof estimateSchema>;
export type Prospects = NonNullable<Comparison['outlook']>;

const variantReportSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  role: z.enum(['baseline', 'arm']),
  removedComponent: z.enum(componentNames).nullable(),
  /** The baseline under other seeds: what tells it apart is a false verdict. */
  isNull: z.boolean().default(false),
  /** The variant that `comparison` and `worstCase` are about; left out: the baseline. */
  reference: z.string().optional(),
  /** Predictions that were made elsewhere: nothing is known of how; left out: it was trained here. */
  foreign: z
    .strictObject({ file: z.string(), sha256: sha256Schema, seeds: z.int().positive() })
    .optional(),
  cells: z.strictObject({
    succeeded: z.int().min(0),
    failed: z.int().min(0),
    /** Not begun, because others failed. */
    skipped: z.int().min(0).default(0),
    /** Not begun, because the variant could no longer be among the best. */
    racedOut: z.int().min(0).default(0),
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
  /** Over the test images of its cells; null where no region was found by a threshold. */
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
  overCells: z.strictObject({ mean: scoresSchema, sd: someScoresSchema.nullable() }).nullable(),
  /** Balanced accuracy against the reference; null for the baseline itself. */
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
  /** Test images whose group is in the training part too; the others stand beside them. */
  leaked: partScoresSchema,
  others: partScoresSchema,
});
export type Leakage = z.infer<typeof leakageSchema>;

/** Images and groups of a class in a part of the fold plan. */
const classSizeSchema = z.strictObject({ images: z.int().min(0), groups: z.int().min(0) });

/** A number that is to be read with care, and why. */
const caveatSchema = z.strictObject({
  kind: z.enum([
    ...(['temperatureAtBound', 'calibrationWorse', 'oneClass'] as const),
    ...(['racedOut', 'missingCells', 'fewGroups', 'fewInnerImages', 'absentClasses'] as const),
  ]),
  /** Whose number: a variant, the ensemble, a part of the plan or another data set. */
  subject: z.string(),
  text: z.string(),
});
export type Caveat = z.infer<typeof caveatSchema>;

/** Where a study stands in its series, and who won. */
const seriesReportSchema = z.strictObject({
  stages: z.array(z.string()).min(2),
  /** Of this study, from 0. */
  index: z.int().min(0),
  /** Of an earlier stage, whose configuration is the baseline; null where the file states it. */
  winner: winnerSchema.nullable(),
  /** Of this stage, for later ones that begin with it: one for each rule by which they choose. */
  chosen: z.array(winnerSchema),
});
export type SeriesReport = z.infer<typeof seriesReportSchema>;

/** The answer of a study. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(6),
  studyId: z.string(),
  name: z.string(),
  state: z.enum(finalStudyStates),
  /** From 1, one more with each retry of trials. Final is the one of the study's own edition. */
  edition: z.int().positive().default(1),
  writtenAt: z.iso.datetime(),
  dataset: z.strictObject({
    name: z.string(),
    manifestSha256: sha256Schema,
    /** Null where it names none; left out in older reports, which are all of HAM10000's classes. */
    positive: positiveGroupSchema.nullable().default(firstScheme.positive),
    /** What a group of images is; null where each image is its own. */
    group: labelSchemeShape.group.default(firstScheme.group),
  }),
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
  /** How many images and groups each class has; none in older reports. */
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
  /** Differences within ± so many points of balanced accuracy make no practical difference. */
  marginPoints: z.number().positive().default(1),
  /** How often the baseline under other seeds was told apart from itself; null without such arms. */
  nullArms: z
    .strictObject({
      tested: z.int().min(0),
      falseVerdicts: z.int().min(0),
      /** 95 % interval of their rate (Clopper and Pearson); null where none was tested. */
      interval: intervalSchema.nullable(),
    })
    .nullable()
    .default(null),
  /** Of each variant with a result, where the plan leaks; else none. */
  leakage: z.array(leakageSchema).default([]),
  /** The question in the words of the study file; null where it has none. */
  asked: z.string().nullable().default(null),
  /** What is compared, on which data, by what and how decided: made of all the rest when the report is read. */
  question: z.array(z.string()).default([]),
  /** Null in older reports. */
  dataFlow: dataFlowSchema.nullable().default(null),
  /** Null of a study that stands alone, and in older reports. */
  series: seriesReportSchema.nullable().default(null),
  /** The answer in sentences: made of all the rest when the report is read. */
  headlines: z.array(z.string()).default([]),
  /** Numbers to read with care: derived from all the rest when the report is read. */
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
  /** The settings that were trained with: added when the report is read. */
  configuration: configurationSchema.nullable().default(null),
  ensemble: ensembleResultSchema.nullable(),
  /**
   * Ensembles out of fold: of each variant with a result, and, where several vote in the ensemble, of
   * those together; none in older reports.
   */
  crossValidated: z.array(crossValidatedEnsembleSchema).default([]),
  /** What others published of such a data set; null where nothing is to be shown. */
  published: publishedBesideSchema.nullable().default(null),
  /** On other data sets, oldest first: added when the report is read, since they come after it. */
  crossEvaluations: z.array(crossEvaluationSchema).default([]),
  /** Every time that the sealed part was opened, by this study and by others, oldest first. */
  sealedOpenings: z.array(sealedOpeningSchema).default([]),
  /** Why there is no ensemble, when one was asked for. */
  ensembleMissing: z.string().nullable(),
  /** Who left the race when and why, in order; null where there was none. */
  race: z
    .strictObject({
      config: racingConfigSchema,
      decisions: z.array(raceDecisionSchema),
      /** Cells that decisions name and that were asked for again since. */
      revived: z.array(z.string()),
    })
    .nullable()
    .default(null),
  /** Which trials were stopped between two epochs and why, in order; null where none were to be. */
  stopping: z
    .strictObject({
      config: stoppingConfigSchema,
      decisions: z.array(stopDecisionSchema),
      /** Trials that decisions name and that were asked for again since. */
      revived: z.array(z.string()),
    })
    .nullable()
    .default(null),
  failures: z.array(z.strictObject({ trialId: z.string(), code: z.string(), message: z.string() })),
  /** Curves, subgroups, costs and what else is too long for the record: added to its JSON alone. */
  appendix: reportAppendixSchema.optional(),
  /** Latency and memory of the variants that were measured: added to its JSON alone. */
  measurements: z.array(measurementSchema).optional(),
});
export type Report = z.infer<typeof reportSchema>;
