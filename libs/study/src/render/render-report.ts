import { canonicalJson, type Report, type ReportDocument } from '@crossfold/contracts';
import { caveatTitles } from './caveats.js';
import { leakMark } from './leak-mark.js';
import { documentHtml, type PrintedReport } from './html.js';
import { documentLatex } from './latex.js';
import { documentMarkdown } from './markdown.js';
import { caveatTitle, reportDocument, type ReportAddenda } from './report-document.js';
import { studyRecordTables } from './study-record-tables.js';
import { buildTable, prose, texts } from './table.js';

/** Which tables LaTeX has: those that belong into a paper, or all. */
export const tableChoices = ['main', 'all'] as const;
export type TableChoice = (typeof tableChoices)[number];

type RenderReport = (report: Report, rendering?: ReportRendering) => string;

/** What a report is printed with; each format takes what it has room for. */
export interface ReportRendering extends ReportAddenda {
  /** PNG files of the explanations, by their keys. */
  readonly pictures?: ReadonlyMap<string, Uint8Array>;
  readonly tables?: TableChoice | undefined;
  /** The stages of a series before it, first to last. */
  readonly earlier?: readonly PrintedReport[];
  /** What was submitted; of a series, its file with the stages. */
  readonly studyFile?: unknown;
}

/**
 * The formats of a report, their media types and how each is written. Explanations are made when
 * they are asked for, and stand beside the report: those that are there are printed with it.
 */
export const reportFormats = {
  json: { mediaType: 'application/json', render: renderJson },
  md: {
    mediaType: 'text/markdown; charset=utf-8',
    render: (report: Report, rendering: ReportRendering = {}) =>
      documentMarkdown(withSeriesText(reportDocument(report, rendering), report)),
  },
  html: {
    mediaType: 'text/html; charset=utf-8',
    render: renderHtml,
  },
  document: {
    mediaType: 'application/json',
    render: (report: Report, rendering: ReportRendering = {}) =>
      JSON.stringify(reportDocument(report, rendering)),
  },
  latex: { mediaType: 'application/x-latex; charset=utf-8', render: renderLatex },
} as const satisfies Record<string, { mediaType: string; render: RenderReport }>;

export type ReportFormat = keyof typeof reportFormats;

/** Formats of one study say what the page with all stages has besides. */
function withSeriesText(document: ReportDocument, { series }: Report): ReportDocument {
  if (!series || series.index === 0) return document;
  const { stages, index } = series;
  const stage = `Stage ${index + 1} of ${stages.length}, ${stages[index] ?? ''}, alone`;
  const facts = `${document.facts} · ${stage}: the HTML report has ${stages.slice(0, index).join(', ')}, too`;
  return { ...document, facts };
}

/** With all that the other formats print numbers of. */
function renderJson(
  report: Report,
  { appendix = null, measurements = [] }: ReportRendering = {},
): string {
  return canonicalJson({
    ...report,
    ...(appendix && { appendix }),
    ...(measurements.length > 0 && { measurements: [...measurements] }),
  });
}

/** The one format with figures, pictures, and what a reader checks. */
function renderHtml(report: Report, { earlier, ...rendering }: ReportRendering = {}): string {
  return documentHtml(printReport(report, rendering), earlier);
}

/** A report for {@link renderHtml}, of whatever stage. */
export function printReport(
  report: Report,
  {
    explanations = [],
    appendix = null,
    measurements = [],
    pictures = new Map(),
    studyFile,
  }: ReportRendering,
): PrintedReport {
  const { blocks, ...head } = reportDocument(report, {
    explanations,
    appendix,
    measurements,
  });
  const record = studyRecordTables(report, appendix).map((table) => ({
    kind: 'table' as const,
    ...table,
  }));
  const document = { ...head, blocks: [...blocks, ...record] };
  return { document, explanations, pictures, studyFile };
}

/** A format of tables alone, in which caveats would be lost otherwise. */
function renderLatex(
  report: Report,
  { tables: choice = 'main', ...addenda }: ReportRendering = {},
): string {
  const document = reportDocument(report, addenda);
  const caveats = buildTable({
    id: 'caveats',
    section: 'answer',
    title: caveatTitle + leakMark(report),
    isMain: true,
    columns: [...texts('concerns', 'what'), prose('meaning')],
    rows: report.caveats.map(({ subject, kind, text }) => [subject, caveatTitles[kind], text]),
  });
  const last = caveats.rows.length > 0 ? [{ kind: 'table' as const, ...caveats }] : [];
  const blocks = [...document.blocks, ...last].filter(
    (block) => choice === 'all' || (block.kind === 'table' && block.isMain),
  );
  return documentLatex({ ...document, blocks });
}
