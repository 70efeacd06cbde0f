import {
  cellText,
  visibleText,
  type ReportColumn,
  type ReportDocument,
  type ReportTable,
} from '@crossfold/contracts';

/** The tables of a report alone, each with its notes. */
export function documentLatex({ blocks }: ReportDocument): string {
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? [latexTable(block)] : []));
  return tables.join('\n\n').concat('\n');
}

/** Numbers stand right, texts left. */
const columnPlaces = {
  text: 'l',
  number: 'r',
  prose: 'p{0.6\\linewidth}',
} as const satisfies Record<ReportColumn['kind'], string>;

function latexTable({ title, columns, rows, notes }: ReportTable): string {
  const places = columns.map(({ kind }) => columnPlaces[kind]);
  const line = (row: readonly string[]) => `  ${row.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    `\\caption{${latexText(title)}}`,
    `\\begin{tabular}{${places.join('')}}`,
    '  \\toprule',
    line(columns.map((column) => column.title)),
    '  \\midrule',
    ...rows.map((row) => line(columns.map((column, c) => cellText(row[c], column)))),
    '  \\bottomrule',
    '\\end{tabular}',
    ...notes.map((note) => `\\par\\footnotesize ${latexText(note)}`),
    '\\end{table}',
  ].join('\n');
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
