import { canonicalJson, type Report } from '@crossfold/contracts';
import { reportTables } from './report-table.js';
import type { Table } from './table.js';

/** The formats of a report, their media types and how each is written. */
export const reportFormats = {
  json: { mediaType: 'application/json', render: canonicalJson },
  md: { mediaType: 'text/markdown; charset=utf-8', render: renderMarkdown },
  csv: { mediaType: 'text/csv; charset=utf-8', render: renderCsv },
  latex: { mediaType: 'application/x-latex; charset=utf-8', render: renderLatex },
} as const satisfies Record<string, { mediaType: string; render: (report: Report) => string }>;

export type ReportFormat = keyof typeof reportFormats;

function renderMarkdown(report: Report): string {
  const { options } = report.foldPlan;
  const facts = `Data set ${report.dataset.name} · protocol ${options.protocol} · ${options.folds} folds${options.repeats ? ` × ${options.repeats} repeats` : ''} · seeds ${report.seeds.join(', ')} · ${report.state}`;
  return [
    `# ${report.name}`,
    facts,
    ...reportTables(report).map(markdownTable),
    ...(report.ensembleMissing ? [`No ensemble: ${report.ensembleMissing}.`] : []),
    ...bulletList('Failed cells', report.failures.map(describeFailure)),
    ...bulletList('Notes', report.notes),
    `Study ${report.studyId}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, manifest ${report.dataset.manifestSha256.slice(0, 12)}`,
  ]
    .join('\n\n')
    .concat('\n');
}

/** Columns are padded, so that the table is one in a terminal too. */
function markdownTable({ caption, columns, rows }: Table): string {
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

function bulletList(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join('\n')];
}

function describeFailure({ trialId, code, message }: Report['failures'][number]): string {
  return `${trialId}: ${code}, ${message}`;
}

/** One table after the other, each with its caption in the first column. */
function renderCsv(report: Report): string {
  return reportTables(report)
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

function renderLatex(report: Report): string {
  return reportTables(report).map(latexTable).join('\n\n').concat('\n');
}

function latexTable({ caption, columns, rows }: Table): string {
  const line = (row: readonly string[]) => `  ${row.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    `\\caption{${latexText(caption)}}`,
    `\\begin{tabular}{l${'r'.repeat(columns.length - 1)}}`,
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
  '−': '$-$',
  '–': '--',
  '×': '$\\times$',
  Δ: '$\\Delta$',
  '<': '$<$',
};

function latexText(text: string): string {
  return [...text].map((character) => latexReplacements[character] ?? character).join('');
}
