import { canonicalJson, type Explanation, type Report } from '@crossfold/contracts';
import { explanationTable, explanationTitle } from '../explanations/explanation-table.js';
import { leakMark } from './leak-mark.js';
import { reportTables } from './report-table.js';
import type { Table } from './table.js';

type RenderReport = (report: Report, explanations?: readonly Explanation[]) => string;

/**
 * The formats of a report, their media types and how each is written. Explanations are made when
 * they are asked for, and stand beside the report: those that are there are printed with it.
 */
export const reportFormats = {
  json: { mediaType: 'application/json', render: (report: Report) => canonicalJson(report) },
  md: { mediaType: 'text/markdown; charset=utf-8', render: renderMarkdown },
  csv: { mediaType: 'text/csv; charset=utf-8', render: renderCsv },
  latex: { mediaType: 'application/x-latex; charset=utf-8', render: renderLatex },
} as const satisfies Record<string, { mediaType: string; render: RenderReport }>;

export type ReportFormat = keyof typeof reportFormats;

function renderMarkdown(report: Report, explanations: readonly Explanation[] = []): string {
  const { options } = report.foldPlan;
  const facts = `Data set ${report.dataset.name} · protocol ${options.protocol} · ${options.folds} folds${options.repeats ? ` × ${options.repeats} repeats` : ''} · seeds ${report.seeds.join(', ')} · ${report.state}`;
  return [
    `# ${report.name}`,
    facts,
    ...bulletList(`Answer${leakMark(report)}`, report.headlines),
    ...bulletList(
      caveatTitle,
      report.caveats.map(({ text }) => text),
    ),
    ...tablesOf(report, explanations).map(markdownTable),
    ...explanations.flatMap((explanation) =>
      bulletList(explanationTitle(explanation), explanation.findings),
    ),
    ...bulletList('Cells without a result', report.failures.map(describeFailure)),
    ...bulletList('Notes', report.notes),
    `Study ${report.studyId}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, manifest ${report.dataset.manifestSha256.slice(0, 12)}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function tablesOf(report: Report, explanations: readonly Explanation[]): Table[] {
  return [...reportTables(report), ...explanations.map(explanationTable)];
}

const caveatTitle = 'Numbers at the edge of what they can mean';

/** In formats of tables alone. */
function withCaveatTable(report: Report, explanations: readonly Explanation[]): Table[] {
  const tables = tablesOf(report, explanations);
  if (report.caveats.length === 0) return tables;
  const rows = report.caveats.map(({ subject, kind, text }) => [subject, kind, text]);
  const columns = ['number of', 'kind', 'what it means'];
  return [...tables, { caption: caveatTitle + leakMark(report), columns, rows, isProse: true }];
}

/** Columns are padded, so that the table is one in a terminal too. */
export function markdownTable({ caption, columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, c) => Math.max(...all.map((row) => (row[c] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, c) => pad(cell, widths[c] ?? 0, c)).join(' | ')} |`;
  const rule = `| ${widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`## ${caption}`, '', line(columns), rule, ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

export function bulletList(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join('\n')];
}

function describeFailure({ trialId, code, message }: Report['failures'][number]): string {
  return `${trialId}: ${code}, ${message}`;
}

/** One table after the other, each with its caption in the first column. */
function renderCsv(report: Report, explanations: readonly Explanation[] = []): string {
  return withCaveatTable(report, explanations)
    .flatMap(({ caption, columns, rows }) => [
      ['table', ...columns],
      ...rows.map((row) => [caption, ...row]),
    ])
    .map((row) => row.map(csvField).join(','))
    .join('\n')
    .concat('\n');
}

function csvField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function renderLatex(report: Report, explanations: readonly Explanation[] = []): string {
  return withCaveatTable(report, explanations).map(latexTable).join('\n\n').concat('\n');
}

function latexTable({ caption, columns, rows, isProse }: Table): string {
  const others = 'r'.repeat(columns.length - (isProse ? 2 : 1));
  const line = (row: readonly string[]) => `  ${row.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    `\\caption{${latexText(caption)}}`,
    `\\begin{tabular}{l${others}${isProse ? 'p{0.6\\linewidth}' : ''}}`,
    '  \\toprule',
    line(columns),
    '  \\midrule',
    ...rows.map(line),
    '  \\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

const latexReplacements: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '%': '\\%',
  '&': '\\&',
  _: '\\_',
  '#': '\\#',
  '±': '$\\pm$',
  '→': '$\\to$',
  '≥': '$\\ge$',
  '…': '\\ldots{}',
  '−': '$-$',
  '–': '--',
  '×': '$\\times$',
  Δ: '$\\Delta$',
  '<': '$<$',
};

function latexText(text: string): string {
  return [...text].map((character) => latexReplacements[character] ?? character).join('');
}
