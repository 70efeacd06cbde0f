import {
  cellText,
  visibleText,
  type ReportColumn,
  type ReportDocument,
  type ReportTable,
} from '@crossfold/contracts';

/** Without its figures: what they show stands in tables. */
export function documentMarkdown({ title, facts, blocks, source }: ReportDocument): string {
  const head = `# ${markdownText(title)}`;
  const texts = blocks.flatMap((block) => {
    if (block.kind === 'list') return bulletList(block.title, block.items);
    return block.kind === 'table' ? [markdownTable(block)] : [];
  });
  return [head, facts, ...texts, source].join('\n\n').concat('\n');
}

/** Columns are padded, so that the table is one in a terminal too. */
export function markdownTable({ title, columns, rows, notes }: ReportTable): string {
  const head = columns.map((column) => markdownText(column.title));
  const body = rows.map((row) =>
    columns.map((column, c) => markdownText(cellText(row[c], column))),
  );
  const widths = columns.map((_, c) =>
    Math.max(...[head, ...body].map((row) => (row[c] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, c) => pad(cell, widths[c] ?? 0, columns[c])).join(' | ')} |`;
  const rules = widths.map((width, c) =>
    isNumber(columns[c]) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const rule = `| ${rules.join(' | ')} |`;
  return [
    ...[`## ${markdownText(title)}`, '', line(head), rule, ...body.map(line)],
    ...notes.flatMap((note) => ['', markdownText(note)]),
  ].join('\n');
}

function pad(cell: string, width: number, column: ReportColumn | undefined): string {
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}

function isNumber(column: ReportColumn | undefined): boolean {
  return column?.kind === 'number';
}

export function bulletList(title: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`## ${title}`, items.map((item) => `- ${markdownText(item)}`).join('\n')];
}

/**
 * Text for Markdown: one line, without what would end a cell of a table, begin a heading or a quote,
 * or make HTML or a link.
 */
export function markdownText(text: string): string {
  return visibleText(text)
    .replaceAll('|', '\\|')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replaceAll('](', ']\\(')
    .replace(/^(?=[#>])/, '\\');
}
