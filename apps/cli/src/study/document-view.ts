import { cellText, type ReportBlock, type ReportDocument } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';
import { wrapText } from '../terminal/wrap-text.js';

const bullet = '- ';
const indent = '  ';

/** A report on a screen of `width` columns: tables are wrapped to fit, sentences too; figures are left out. */
export function documentLines(
  { title, facts, blocks, source }: ReportDocument,
  width: number,
): string[] {
  return [
    ...heading(title, '='),
    ...wrapText(facts, width),
    ...blocks
      .filter((block) => block.kind !== 'figure')
      .flatMap((block) => ['', ...heading(block.title, '-'), ...blockLines(block, width)]),
    '',
    ...wrapText(source, width),
  ];
}

function heading(title: string, rule: string): string[] {
  return [title, rule.repeat(Math.min(title.length, 80)), ''];
}

function blockLines(block: Exclude<ReportBlock, { kind: 'figure' }>, width: number): string[] {
  if (block.kind === 'list') return block.items.flatMap((item) => itemLines(item, width));
  const columns = block.columns.map(({ title, kind }) => ({
    title,
    align: kind === 'number' ? ('right' as const) : ('left' as const),
  }));
  const rows = block.rows.map((row) => block.columns.map((column, c) => cellText(row[c], column)));
  return [
    ...tableLines(columns, rows, width),
    ...block.notes.flatMap((note) => ['', ...wrapText(note, width)]),
  ];
}

function itemLines(item: string, width: number): string[] {
  return wrapText(item, width - bullet.length).map((line, i) => (i === 0 ? bullet : indent) + line);
}
