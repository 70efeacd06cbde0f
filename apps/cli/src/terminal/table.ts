import stringWidth from 'string-width';
import { wrapText } from './wrap-text.js';

export type Cell = string | number;

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';
/** Below this a column of words is no column any more. */
const narrowest = 8;

/**
 * Lines of a table with columns as wide as their longest cell; numbers stand to the right. Where that
 * does not fit, words are wrapped, the widest column first; where wrapping is not enough, the columns
 * follow in several tables, each of which begins with the first column.
 *
 * @param width in columns of the screen; without a screen nothing is wrapped, so that a line stays a row
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number = screenWidth(),
): string[] {
  const texts = rows.map((row) => columns.map((_, c) => String(row[c] ?? '')));
  const all = columns.map((_, c) => c);
  return partsThatFit(columns, texts, all, width).flatMap((part, i) => [
    ...(i === 0 ? [] : ['']),
    ...partLines(columns, texts, part, width),
  ]);
}

function screenWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity;
}

/** Columns by their number, in as few tables as they fit into. */
function partsThatFit(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  numbers: readonly number[],
  width: number,
): number[][] {
  const [first = 0, ...others] = numbers;
  const parts: number[][] = [[first]];
  for (const number of others) {
    const last = parts.at(-1) ?? [];
    const least = totalWidth([...last, number].map((c) => minWidth(columns, texts, c)));
    if (least <= width || last.length === 1) last.push(number);
    else parts.push([first, number]);
  }
  return parts;
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
}

/** Of the longest word, or for words that are all short of what still reads as a column. */
function minWidth(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  c: number,
): number {
  const cells = [columns[c]?.title ?? '', ...texts.map((row) => row[c] ?? '')];
  const words = cells.flatMap((cell) => cell.split(' ')).map((word) => stringWidth(word));
  const natural = Math.max(...cells.map((cell) => stringWidth(cell)));
  return Math.min(natural, Math.max(narrowest, ...words));
}

function partLines(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  part: readonly number[],
  width: number,
): string[] {
  const widths = part.map((c) => {
    const cells = [columns[c]?.title ?? '', ...texts.map((row) => row[c] ?? '')];
    return Math.max(...cells.map((cell) => stringWidth(cell)));
  });
  const least = part.map((c) => minWidth(columns, texts, c));
  shrink(widths, least, width);
  const line = (cells: readonly string[]) =>
    rowLines(
      part.map((c, i) => wrapText(cells[c] ?? '', widths[i] ?? 0)),
      part.map((c) => columns[c]?.align ?? 'left'),
      widths,
    );
  const rule = widths.map((columnWidth) => '-'.repeat(columnWidth)).join(gap);
  return [...line(columns.map(({ title }) => title)), rule, ...texts.flatMap(line)];
}

/** Takes from the widest column, as long as it can give and the table is too wide. */
function shrink(widths: number[], least: readonly number[], width: number): void {
  while (totalWidth(widths) > width) {
    const givers = widths.map((own, i) => (own > (least[i] ?? own) ? own : 0));
    const widest = givers.indexOf(Math.max(...givers));
    if ((givers[widest] ?? 0) === 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function rowLines(
  cells: readonly (readonly string[])[],
  aligns: readonly ('left' | 'right')[],
  widths: readonly number[],
): string[] {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) =>
    cells
      .map((lines, i) => {
        const text = lines[y] ?? '';
        const blank = ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(text)));
        return aligns[i] === 'right' ? blank + text : text + blank;
      })
      .join(gap)
      .trimEnd(),
  );
}
