import { canonicalJson, type Explanation, type Report } from '@crossfold/contracts';
import { caveatTitles } from './caveats.js';
import { leakMark } from './leak-mark.js';
import { documentHtml } from './html.js';
import { documentLatex } from './latex.js';
import { documentMarkdown } from './markdown.js';
import { caveatTitle, reportDocument } from './report-document.js';
import { buildTable, prose, texts } from './table.js';

/** Which tables LaTeX has: those that belong into a paper, or all. */
export const tableChoices = ['main', 'all'] as const;
export type TableChoice = (typeof tableChoices)[number];

type RenderReport = (
  report: Report,
  explanations?: readonly Explanation[],
  tables?: TableChoice,
) => string;

/**
 * The formats of a report, their media types and how each is written. Explanations are made when
 * they are asked for, and stand beside the report: those that are there are printed with it.
 */
export const reportFormats = {
  json: { mediaType: 'application/json', render: (report: Report) => canonicalJson(report) },
  md: {
    mediaType: 'text/markdown; charset=utf-8',
    render: (report: Report, explanations: readonly Explanation[] = []) =>
      documentMarkdown(reportDocument(report, explanations)),
  },
  html: {
    mediaType: 'text/html; charset=utf-8',
    render: (report: Report, explanations: readonly Explanation[] = []) =>
      documentHtml(reportDocument(report, explanations)),
  },
  document: {
    mediaType: 'application/json',
    render: (report: Report, explanations: readonly Explanation[] = []) =>
      JSON.stringify(reportDocument(report, explanations)),
  },
  latex: { mediaType: 'application/x-latex; charset=utf-8', render: renderLatex },
} as const satisfies Record<string, { mediaType: string; render: RenderReport }>;

export type ReportFormat = keyof typeof reportFormats;

/** A format of tables alone, in which caveats would be lost otherwise. */
function renderLatex(
  report: Report,
  explanations: readonly Explanation[] = [],
  choice: TableChoice = 'main',
): string {
  const document = reportDocument(report, explanations);
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
