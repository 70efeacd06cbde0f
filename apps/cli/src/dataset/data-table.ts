import { tableLines, type Cell, type Column } from '../terminal/table.js';

/** A table before it is written in some format. */
export interface DataTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The first column is text, the others are numbers. */
export function dataTable(
  title: string,
  columns: readonly string[],
  rows: DataTable['rows'],
): DataTable {
  const [first = '', ...rest] = columns;
  const numbers = rest.map((name) => ({ title: name, align: 'right' as const }));
  return { title, columns: [{ title: first }, ...numbers], rows };
}

export function textTable({ title, columns, rows }: DataTable): string[] {
  return [title, '', ...tableLines(columns, rows), ''];
}

export function markdownTable({ title, columns, rows }: DataTable): string[] {
  const line = (cells: readonly Cell[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'right' ? '--:' : '---'));
  return [
    `## ${title}`,
    '',
    line(columns.map((column) => column.title)),
    line(rule),
    ...rows.map(line),
    '',
  ];
}

function escapeCell(cell: Cell): string {
  return String(cell)
    .replaceAll('|', '\\|')
    .replaceAll(/[\r\n]+/g, ' ');
}
