import { z } from 'zod';
import { reportSections } from './report-table.js';

const rangeSchema = z.tuple([z.number(), z.number()]);
const pointSchema = z.tuple([z.number(), z.number()]);

const axisSchema = z.strictObject({
  title: z.string(),
  /** Left out: what the data need. What reaches beyond it is cut, with an arrow. */
  range: rangeSchema.optional(),
});

/** Estimates below each other, each with its intervals, beside a value to see them against. */
const intervalsSchema = z.strictObject({
  form: z.literal('intervals'),
  /** Of all values: percent, points of percent. */
  axis: axisSchema,
  reference: z.strictObject({ value: z.number(), title: z.string() }),
  /** What lies between is as good as the reference; null for no such range. */
  band: rangeSchema.nullable(),
  rows: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.number(),
        interval: rangeSchema.nullable(),
        /** A second interval, drawn thinner. */
        second: rangeSchema.nullable(),
        /** Behind the row, as a verdict. */
        remark: z.string(),
        isEmphasised: z.boolean(),
      }),
    )
    .min(1),
});

/** Lines over an axis, with bands where their spread is known, and marks. */
const linesSchema = z.strictObject({
  form: z.literal('lines'),
  x: axisSchema,
  y: axisSchema,
  /** A line to see them against, by its two ends; null for none. */
  reference: z
    .strictObject({ title: z.string(), ends: z.tuple([pointSchema, pointSchema]) })
    .nullable(),
  series: z
    .array(
      z.strictObject({
        name: z.string(),
        points: z.array(pointSchema).min(1),
        /** [x, low, high] */
        band: z.array(z.tuple([z.number(), z.number(), z.number()])),
        /** Of each point, where it has a size: the share of the whole that it stands for. */
        sizes: z.array(z.number().min(0).max(1)).nullable(),
      }),
    )
    .min(1),
});

/** Counts of classes against classes, coloured by their share of the row. */
const matrixSchema = z.strictObject({
  form: z.literal('matrix'),
  rowTitle: z.string(),
  columnTitle: z.string(),
  names: z.array(z.string()).min(1),
  /** [row][column] */
  counts: z.array(z.array(z.int().min(0))),
});

const boxSchema = z.strictObject({ title: z.string(), lines: z.array(z.string()) });

/** How many of something are left from step to step: a flow diagram as that of CONSORT. */
const flowSchema = z.strictObject({
  form: z.literal('flow'),
  /** From top to bottom. */
  steps: z
    .array(
      z.strictObject({
        ...boxSchema.shape,
        /** What does not come to the next step; null where all does. */
        leaving: boxSchema.nullable(),
      }),
    )
    .min(1),
  /** What the last step is divided into; none where it is not. */
  parts: z.array(boxSchema),
});

/**
 * A figure of a report as data, which whoever shows it draws. Everything that it shows stands in a
 * table of the report or of the data tables, too.
 */
export const reportFigureSchema = z.strictObject({
  /** The same in every report; of a variant or the like with its name behind a dot. */
  id: z.string(),
  section: z.enum(reportSections),
  title: z.string(),
  /** The variant that it is of alone. */
  variant: z.string().nullable(),
  /** What must be known to read it. */
  caption: z.string(),
  drawing: z.discriminatedUnion('form', [intervalsSchema, linesSchema, matrixSchema, flowSchema]),
});
export type ReportFigure = z.infer<typeof reportFigureSchema>;
export type Drawing = ReportFigure['drawing'];
export type IntervalsDrawing = z.infer<typeof intervalsSchema>;
export type LinesDrawing = z.infer<typeof linesSchema>;
export type MatrixDrawing = z.infer<typeof matrixSchema>;
export type FlowDrawing = z.infer<typeof flowSchema>;
