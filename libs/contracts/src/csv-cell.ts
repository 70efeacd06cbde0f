import { visibleText } from './visible-text.js';

/**
 * What a cell of a CSV file says for a text; whoever writes the file quotes it. A text that a
 * spreadsheet would take for a formula, and run, begins with an apostrophe, which makes it a text
 * there; numbers, intervals and signed differences stay as they are.
 */
export function csvCellOfText(text: string): string {
  const visible = visibleText(text);
  return isFormula(visible) || visible.startsWith("'") ? `'${visible}` : visible;
}

/** What a cell of {@link csvCellOfText} says. */
export function textOfCsvCell(cell: string): string {
  return /^'\s*['=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

/** Letters, quotes or bars make a formula dangerous; a number has none of them. */
function isFormula(text: string): boolean {
  return /^\s*[=@]/.test(text) || /^\s*[+-].*[^\d\s.,%+\-−–[\]()]/.test(text);
}
