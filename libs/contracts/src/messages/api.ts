import { z } from 'zod';
import { datasetPointerSchema } from '../dataset/dataset.js';
import { idSchema, nameSchema } from '../identifiers.js';
import { labelSchemeShape } from '../dataset/label-scheme.js';
import { foldPlanOptionsSchema, leakSchema } from '../dataset/fold-plan.js';
import { answerSchema } from '../results/answer.js';
import { interimSchema } from '../results/interim.js';
import { scoresSchema } from '../results/metrics.js';
import { controlSchema, prioritySchema } from '../study/control.js';
import { studyNotesSchema } from '../study/notes.js';
import { studyStates, trialStates } from '../study/states.js';
import { seriesViewSchema, stageOfSeriesSchema } from '../study/series.js';
import { studySchema } from '../study/study.js';
import { epochRecordSchema } from '../trial/trial.js';

/*
 * What the HTTP API answers under `/api/v1`. Lists are pages: `next` goes into `?after=` to read on,
 * and is null at the end.
 */

export const submittedSchema = z.strictObject({
  studyId: z.string(),
  trials: z.int(),
  /** Of them, those that the studies whose results it takes have a result of. */
  same: z.int(),
  /** Whether an ensemble will be scored on the sealed part. Left out by earlier versions. */
  ensemble: z.boolean().optional(),
  /** Path of the study in the API. */
  url: z.string(),
  /** Studies that follow, where the file has stages. Left out by earlier versions. */
  later: z.array(stageOfSeriesSchema).optional(),
});
export type Submitted = z.infer<typeof submittedSchema>;

const trialCountsSchema = z.strictObject({
  queued: z.int(),
  running: z.int(),
  paused: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** None in earlier versions. */
  'raced-out': z.int().default(0),
  cancelled: z.int(),
} satisfies Record<(typeof trialStates)[number], z.ZodType>);

/** A study at a glance. */
export const studyViewSchema = z.strictObject({
  studyId: z.string(),
  name: z.string(),
  submittedAt: z.iso.datetime(),
  state: z.enum(studyStates),
  variants: z.array(z.string()),
  trials: trialCountsSchema,
  /** Until the last trial is final, from the trials so far; null while nothing is known. */
  etaSeconds: z.number().nullable(),
  /** Why nothing goes on at present: no worker is connected. Left out by earlier versions. */
  waiting: z.string().nullable().default(null),
  /** Of its report; null until it is there. */
  answer: answerSchema.nullable(),
  /** Why its report cannot be written at present. */
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** Written by people, as its owner is. Left out by earlier versions, both. */
  tags: studyNotesSchema.shape.tags.default([]),
  owner: studyNotesSchema.shape.owner.default(null),
});
export type StudyView = z.infer<typeof studyViewSchema>;

/** What is sent to prioritise a study or a trial. */
export const priorityRequestSchema = z.strictObject({ priority: prioritySchema });

/** How many trials one command may name. */
const maxNamedTrials = 5000;

/** Which trials are to be tried again; left out: all that failed, were skipped or cancelled. */
export const retryRequestSchema = z.strictObject({
  trialIds: z.array(idSchema).min(1).max(maxNamedTrials).optional(),
});

/** Which arm is to be revived; left out: each one that was raced out. */
export const reviveRequestSchema = z.strictObject({ arm: nameSchema.optional() });

export const studyDetailSchema = z.strictObject({
  ...studyViewSchema.shape,
  study: studySchema,
  control: controlSchema,
  /** The answer so far; null once the report is there. */
  interim: interimSchema.nullable(),
  /** Of the studies that a file with stages makes; null where it stands alone. */
  series: seriesViewSchema.nullable().default(null),
});
export type StudyDetail = z.infer<typeof studyDetailSchema>;

export const trialViewSchema = z.strictObject({
  trialId: z.string(),
  variant: z.string(),
  /** Both from 0; without repeats of the plan the first is 0. */
  repeat: z.int(),
  fold: z.int(),
  seed: z.int(),
  state: z.enum(trialStates),
  attempt: z.int(),
  worker: z.string().nullable(),
  phase: z.string().nullable(),
  /** Epochs done, and at most to come. */
  epoch: z.int(),
  epochs: z.int().nullable(),
  step: z.int(),
  steps: z.int(),
  imagesPerSecond: z.number().nullable(),
  /** Of the outer fold, when succeeded. */
  scores: scoresSchema.nullable(),
  seconds: z.number().nullable(),
  /** The study whose result it is, where nothing was trained. */
  takenFrom: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  /** Why it waits though it was begun. Left out by earlier versions. */
  waiting: z.string().nullable().default(null),
});
export type TrialView = z.infer<typeof trialViewSchema>;

export const trialMetricsSchema = z.strictObject({
  trialId: z.string(),
  epochs: z.array(epochRecordSchema),
});
export type TrialMetrics = z.infer<typeof trialMetricsSchema>;

export const studyOrders = ['newest', 'oldest', 'name', 'state', 'progress'] as const;
export type StudyOrder = (typeof studyOrders)[number];

/** Comes as text, and is read as a number by who pages. */
const limitSchema = z.string().meta({ type: 'integer', minimum: 1, maximum: 1000, default: 100 });

/** Which page of a list. */
export const pageQuerySchema = z.strictObject({
  after: z.string().optional().describe('`next` of the page before.'),
  limit: limitSchema.optional().describe('Items of a page at most.'),
});

/** Of lists that are short as a rule: without a limit they come whole up to the largest page. */
export const wholeLimit = '1000';
export const longPageQuerySchema = z.strictObject({
  after: pageQuerySchema.shape.after,
  limit: limitSchema
    .meta({ default: Number(wholeLimit) })
    .optional()
    .describe('Items of a page at most.'),
});

/** Which studies are meant; all that is left out restricts nothing. */
export const studyFilterSchema = z.strictObject({
  state: z.enum(studyStates).optional().describe('Studies in this state.'),
  text: z
    .string()
    .max(200)
    .optional()
    .describe('Part of the name, the id, the data set, a tag or the owner, in any case.'),
  name: nameSchema.optional().describe('Studies of this very name.'),
  dataset: nameSchema.optional().describe('Studies of the data set of this very name.'),
  tag: z.string().max(60).optional().describe('Studies with this very tag.'),
  owner: z.string().max(100).optional().describe('Studies of this very owner.'),
});
export type StudyFilter = z.infer<typeof studyFilterSchema>;

/** Which studies are listed, and in which order. */
export const studyListQuerySchema = z.strictObject({
  ...studyFilterSchema.shape,
  sort: z
    .enum(studyOrders)
    .default('newest')
    .describe('`state`: from queued to cancelled; `progress`: by the share of trials that ended.'),
  ...pageQuerySchema.shape,
});

export const studyPageSchema = z.strictObject({
  studies: z.array(studyViewSchema),
  /** Studies of all pages. */
  total: z.int().min(0),
  next: z.string().nullable(),
});
export type StudyPage = z.infer<typeof studyPageSchema>;

export const trialPageSchema = z.strictObject({
  trials: z.array(trialViewSchema),
  next: z.string().nullable(),
});
export type TrialPage = z.infer<typeof trialPageSchema>;

/**
 * A data set as the API shows it: counts, and nothing of a single image. Which images a study seals,
 * and their labels, cannot be read here.
 */
export const datasetViewSchema = z.strictObject({
  ...datasetPointerSchema.shape,
  layout: z.string(),
  source: z.string(),
  licence: z.string(),
  masks: z.int(),
  positive: labelSchemeShape.positive,
  /** What a group of images is; null where each image is its own. */
  group: labelSchemeShape.group,
  classes: z.array(
    z.strictObject({
      label: z.string(),
      title: z.string().nullable(),
      images: z.int(),
      groups: z.int(),
    }),
  ),
  multiplicity: z.array(z.strictObject({ imagesPerGroup: z.int(), groups: z.int() })),
  problems: z.array(z.strictObject({ kind: z.string(), dropped: z.int(), kept: z.int() })),
});
export type DatasetView = z.infer<typeof datasetViewSchema>;

/** Answer to a plan that was sent to be imported. */
export const importedPlanSchema = z.strictObject({
  /** For `foldPlan` in a study file. */
  foldPlanSha256: z.string(),
  options: foldPlanOptionsSchema,
  leak: leakSchema,
  leftOutImages: z.int(),
});
export type ImportedPlan = z.infer<typeof importedPlanSchema>;

/**
 * What was queued again, because the store says that it is not finished and Redis had no whole job
 * for it.
 */
export const reconciledSchema = z.strictObject({
  studies: z.array(
    z.strictObject({ studyId: z.string(), trials: z.array(z.string()), ensemble: z.boolean() }),
  ),
  crossEvaluations: z.array(z.strictObject({ studyId: z.string(), crossEvaluationId: z.string() })),
  explanations: z.array(z.strictObject({ studyId: z.string(), number: z.int() })),
});
export type Reconciled = z.infer<typeof reconciledSchema>;

/** An error as RFC 9457 has it, media type `application/problem+json`. */
export const problemDocumentSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  remedy: z.string(),
  problems: z.array(z.string()),
});
export type ProblemDocument = z.infer<typeof problemDocumentSchema>;
