import { tableLines, type Cell, type Column } from './table.js';
import type { Terminal } from './terminal.js';

/**
 * A list as a table for a screen; else a line for each row with tabs between the values, the titles
 * first, as `cut`, `awk` and spreadsheets read it.
 */
export function listLines(
  { mode, size }: Pick<Terminal, 'mode' | 'size'>,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string[] {
  if (mode === 'interactive') return tableLines(columns, rows, size.columns);
  return [columns.map(({ title }) => title), ...rows].map((row) => row.map(tabFree).join('\t'));
}

function tabFree(cell: Cell): string {
  return String(cell).replaceAll(/\s+/g, ' ');
}
