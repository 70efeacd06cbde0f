import {
  canonicalJson,
  visibleText,
  type Explanation,
  type Report,
  type ReportDocument,
} from '@crossfold/contracts';
import { caveatTitles } from './caveats.js';
import { explanationTable, explanationTitle } from './explanation-table.js';
import { leakMark } from './leak-mark.js';
import { reportTables } from './report-table.js';
import type { Table } from './table.js';

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
  md: { mediaType: 'text/markdown; charset=utf-8', render: renderMarkdown },
  document: {
    mediaType: 'application/json',
    render: (report: Report, explanations: readonly Explanation[] = []) =>
      JSON.stringify(reportDocument(report, explanations)),
  },
  latex: { mediaType: 'application/x-latex; charset=utf-8', render: renderLatex },
} as const satisfies Record<string, { mediaType: string; render: RenderReport }>;

export type ReportFormat = keyof typeof reportFormats;

/** What is in a report and in which order: for people, in whatever format. */
export function reportDocument(
  report: Report,
  explanations: readonly Explanation[] = [],
): ReportDocument {
  const { folds, protocol, repeats } = report.foldPlan.options;
  const times = repeats ? ` × ${repeats} repeats` : '';
  return {
    title: report.name,
    facts: `Data set ${report.dataset.name} · protocol ${protocol} · ${folds} folds${times} · seeds ${report.seeds.join(', ')} · ${report.state}`,
    blocks: [
      ...listBlock(`Answer${leakMark(report)}`, report.headlines),
      ...listBlock(
        caveatTitle + leakMark(report),
        report.caveats.map(({ text }) => text),
      ),
      ...tablesOf(report, explanations).map(tableBlock),
      ...explanations.flatMap((explanation) =>
        listBlock(explanationTitle(explanation), explanation.findings),
      ),
      ...listBlock('Cells without a result', report.failures.map(describeFailure)),
      ...listBlock('Notes', report.notes),
    ],
    source: `Study ${report.studyId}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, manifest ${report.dataset.manifestSha256.slice(0, 12)}`,
  };
}

type Block = ReportDocument['blocks'][number];

function listBlock(title: string, items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', title, items: [...items] }];
}

function tableBlock({ caption, columns, rows }: Table): Block {
  const texts = rows.map((row) => [...row]);
  return { kind: 'table', title: caption, columns: [...columns], rows: texts };
}

function renderMarkdown(report: Report, explanations: readonly Explanation[] = []): string {
  const { title, facts, blocks, source } = reportDocument(report, explanations);
  const head = `# ${markdownText(title)}`;
  return [head, facts, ...blocks.flatMap(markdownBlock), source].join('\n\n').concat('\n');
}

function markdownBlock(block: Block): string[] {
  if (block.kind === 'list') return bulletList(block.title, block.items);
  return [markdownTable({ caption: block.title, columns: block.columns, rows: block.rows })];
}

function tablesOf(report: Report, explanations: readonly Explanation[]): Table[] {
  return [...reportTables(report), ...explanations.map(explanationTable)];
}

const caveatTitle = 'Numbers to read with care';

/** In formats of tables alone. */
function caveatTables(report: Report): Table[] {
  if (report.caveats.length === 0) return [];
  const rows = report.caveats.map(({ subject, kind, text }) => [subject, caveatTitles[kind], text]);
  const columns = ['concerns', 'what', 'meaning'];
  return [{ caption: caveatTitle + leakMark(report), columns, rows, isProse: true, isMain: true }];
}

/** Columns are padded, so that the table is one in a terminal too. */
export function markdownTable({ caption, columns, rows }: Table): string {
  const [head = [], ...body] = [columns, ...rows].map((row) => row.map(markdownText));
  const widths = columns.map((_, c) =>
    Math.max(...[head, ...body].map((row) => (row[c] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, c) => pad(cell, widths[c] ?? 0, c)).join(' | ')} |`;
  const rule = `| ${widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`## ${markdownText(caption)}`, '', line(head), rule, ...body.map(line)].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

export function bulletList(title: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`## ${title}`, items.map((item) => `- ${markdownText(item)}`).join('\n')];
}

function describeFailure({ trialId, code, message }: Report['failures'][number]): string {
  return `${trialId}: ${code}, ${message}`;
}

function renderLatex(
  report: Report,
  explanations: readonly Explanation[] = [],
  choice: TableChoice = 'main',
): string {
  const tables = [...tablesOf(report, explanations), ...caveatTables(report)];
  const chosen = choice === 'all' ? tables : tables.filter(({ isMain }) => isMain);
  return chosen.map(latexTable).join('\n\n').concat('\n');
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

/**
 * Text for Markdown: one line, without what would end a cell of a table, begin a heading or a quote,
 * or make HTML or a link.
 */
function markdownText(text: string): string {
  return visibleText(text)
    .replaceAll('|', '\\|')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replaceAll('](', ']\\(')
    .replace(/^(?=[#>])/, '\\');
}

const latexReplacements: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  $: '\\$',
  '{': '\\{',
  '}': '\\}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '>': '$>$',
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
  return [...visibleText(text)]
    .map((character) => latexReplacements[character] ?? character)
    .join('');
}
