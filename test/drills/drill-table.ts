import type { DrillRow } from './drill-row.js';

const head = [
  ...['fault', 'times', 'recovered in (s, longest)', 'lost', 'repeated'],
  ...['equal to the undisturbed run', 'seed', 'note'],
];

/** The rows as a table in Markdown. */
export function drillTable(rows: readonly DrillRow[]): string {
  const cells = rows.map((row) => [
    row.fault,
    row.times.toLocaleString('en'),
    row.recoveredSeconds === null ? '–' : row.recoveredSeconds.toFixed(1),
    String(row.lost),
    String(row.repeated),
    row.isEqual ? 'yes' : 'NO',
    String(row.seed),
    row.note ?? '',
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
    '\n',
  );
}
