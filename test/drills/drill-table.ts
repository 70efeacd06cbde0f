import type { DrillResult } from './drill-range.js';

/** The results as text, a line each. */
export function drillTable(results: readonly DrillResult[]): string {
  const rows = results.map((result) => [
    result.fault,
    String(result.times),
    result.recoveredSeconds.toFixed(1),
    String(result.lost),
    String(result.repeated),
    result.isEqual ? 'yes' : 'NO',
  ]);
  const head = ['fault', 'times', 'recovered in (s, longest)', 'lost', 'repeated', 'equal'];
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
