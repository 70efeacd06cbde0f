import type { ReportCell, ReportColumn } from './report-table.js';
import { dash, percent, units, withInterval } from './score-text.js';

/** What a cell of a report's table says, the same in every format and on the page. */
export function cellText(
  cell: ReportCell | undefined,
  { unit }: Pick<ReportColumn, 'unit'>,
): string {
  if (cell === null || cell === undefined) return dash;
  if (typeof cell === 'string') return cell;
  const write = units[unit ?? 'count'];
  if (typeof cell === 'number') return write(cell);
  if ('text' in cell) return cell.text;
  const { value, interval, sd } = cell;
  const spread = sd === undefined ? '' : ` ± ${unit === 'points' ? percent(sd) : write(sd)}`;
  return withInterval(write, value, interval) + spread;
}
