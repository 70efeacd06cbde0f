import { z } from 'zod';
import { units, type Unit } from './score-text.js';

const unitNames = Object.keys(units) as [Unit, ...Unit[]];

const columnSchema = z.strictObject({
  title: z.string(),
  /** `prose`: sentences, which a table gives most of its width. */
  kind: z.enum(['text', 'number', 'prose']),
  /** How the numbers of the column are written; null where it has none. */
  unit: z.enum(unitNames).nullable(),
});

const cellSchema = z.union([
  z.string(),
  /** In the unit of its column; shares are not yet hundredths. */
  z.number(),
  /** Nothing is known. */
  z.null(),
  z.strictObject({
    value: z.number(),
    interval: z.tuple([z.number(), z.number()]).optional(),
    /** Sample standard deviation. */
    sd: z.number().optional(),
  }),
  /** A word that is one of a few, by its name: what is drawn on a screen may have a colour for each. */
  z.strictObject({ text: z.string(), mark: z.string() }),
]);

/** Where a table belongs, in the order of reading. */
export const reportSections = [
  'question',
  'answer',
  'variants',
  'ensemble',
  'crossEvaluations',
  'published',
  'explanations',
  'study',
  /** What a reader checks: sizes, software, hashes, checklists; of HTML alone. */
  'record',
] as const;

/**
 * A table of a report as data, which every format and the page draw. The first cell of a row names
 * it.
 */
export const reportTableSchema = z.strictObject({
  /** The same in every report; of a variant, a data set or the like with its name behind a dot. */
  id: z.string(),
  section: z.enum(reportSections),
  title: z.string(),
  /** Belongs into a paper: without more being asked for, LaTeX has these. */
  isMain: z.boolean(),
  /** The variant that it is of alone. */
  variant: z.string().nullable(),
  /** `matrix`: rows and columns are the same classes, and what lies on the diagonal is right. */
  form: z.enum(['list', 'matrix']),
  columns: z.array(columnSchema).min(1),
  rows: z.array(z.array(cellSchema)),
  /** What must be known to read it. */
  notes: z.array(z.string()),
});
export type ReportTable = z.infer<typeof reportTableSchema>;
export type ReportColumn = z.infer<typeof columnSchema>;
export type ReportCell = z.infer<typeof cellSchema>;
export type ReportSection = ReportTable['section'];
