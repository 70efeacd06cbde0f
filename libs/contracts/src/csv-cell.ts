import { visibleText } from './visible-text.js';

/**
 * A cell of a CSV file. A text that a spreadsheet would take for a formula, and run, begins with an
 * apostrophe, which makes it a text there; numbers, intervals and signed differences stay as they are.
 */
export function csvCell(text: string): string {
  const visible = visibleText(text);
  const plain = isFormula(visible) || visible.startsWith("'") ? `'${visible}` : visible;
  return /[",]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** What a cell that {@link csvCell} wrote says. */
export function textOfCsvCell(cell: string): string {
  return /^'\s*['=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

/** Letters, quotes or bars make a formula dangerous; a number has none of them. */
function isFormula(text: string): boolean {
  return /^\s*[=@]/.test(text) || /^\s*[+-].*[^\d\s.,%+\-−–[\]()]/.test(text);
}
