import { z } from 'zod';
import { reportFigureSchema } from './report-figure.js';
import { reportTableSchema } from './report-table.js';

const listBlockSchema = z.strictObject({
  kind: z.literal('list'),
  /** The same in every report. */
  id: z.string(),
  title: z.string(),
  items: z.array(z.string()).min(1),
});

const tableBlockSchema = z.strictObject({
  kind: z.literal('table'),
  ...reportTableSchema.shape,
});

const figureBlockSchema = z.strictObject({
  kind: z.literal('figure'),
  ...reportFigureSchema.shape,
});

/** A report as it is to be read, in order, before some format writes it. */
export const reportDocumentSchema = z.strictObject({
  title: z.string(),
  /** What it is about, in a line. */
  facts: z.string(),
  blocks: z.array(
    z.discriminatedUnion('kind', [listBlockSchema, tableBlockSchema, figureBlockSchema]),
  ),
  /** What its numbers come from, by ids and hashes. */
  source: z.string(),
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;
export type ReportBlock = ReportDocument['blocks'][number];
