/** A table as texts: its head and its rows. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is marked as text. */
export function csvText({ columns, rows }: TextTable): string {
  const cell = (text: string) => {
    const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

export function markdownText({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return line(columns) + line(columns.map(() => '---')) + rows.map(line).join('');
}

/** With booktabs. */
export function latexText({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `${cells.map(latexCell).join(' & ')} \\\\\n`;
  const form = `l${'r'.repeat(Math.max(0, columns.length - 1))}`;
  return (
    `\\begin{tabular}{${form}}\n\\toprule\n${line(columns)}\\midrule\n` +
    `${rows.map(line).join('')}\\bottomrule\n\\end{tabular}\n`
  );
}

const latexMarks: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '±': '$\\pm$',
  Δ: '$\\Delta$',
  '×': '$\\times$',
  '–': '--',
  '<': '$<$',
  '>': '$>$',
};

function latexCell(text: string): string {
  return text.replace(/[\\~^−±Δ×–<>]|[&%$#_{}]/g, (mark) => latexMarks[mark] ?? `\\${mark}`);
}
