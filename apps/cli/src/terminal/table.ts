export type Cell = string | number;

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a table with columns as wide as their longest cell; numbers stand to the right. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...texts.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const [text, width] = [cells[i] ?? '', widths[i] ?? 0];
        return align === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(columns.map(({ title }) => title)), rule, ...texts.map(line)];
}
