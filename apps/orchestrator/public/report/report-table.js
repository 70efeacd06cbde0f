/** @import { ReportCell, ReportColumn, ReportTable } from '@crossfold/contracts' */
import { cellText } from '@crossfold/contracts/page';
import { element, table } from '../element.js';
import { count } from '../format.js';

/**
 * A table of a report as the server built it: the same that every other format has.
 *
 * @param {ReportTable} report
 */
export function reportTable({ id, title, form, columns, rows, notes }) {
  const look = form === 'matrix' ? 'confusion' : isWordy(columns) ? 'text' : '';
  return element('div', { 'data-table': id }, [
    table(
      title,
      columns.map((column) => column.title),
      rows.map((row) =>
        columns.map((column, c) => {
          const isCount = form === 'matrix' && c > 0;
          return isCount ? matrixCell(row, c, rows.indexOf(row)) : drawCell(row[c], column);
        }),
      ),
      look,
    ),
    ...notes.map((note) => element('p', { class: 'quiet' }, [note])),
  ]);
}

/** @param {readonly ReportColumn[]} columns */
function isWordy(columns) {
  return columns.some(({ kind }) => kind === 'prose');
}

/**
 * @param {ReportCell | undefined} cell
 * @param {ReportColumn} column
 */
function drawCell(cell, column) {
  if (typeof cell === 'number' && column.unit === 'count') return count(cell);
  const text = cellText(cell, column);
  const isMarked = typeof cell === 'object' && cell !== null && 'mark' in cell;
  return isMarked ? element('span', { class: `verdict ${cell.mark}` }, [text]) : text;
}

/**
 * A count with a shade of its share of the row.
 *
 * @param {readonly ReportCell[]} row
 * @param {number} c
 * @param {number} place of the row
 */
function matrixCell(row, c, place) {
  const counts = row.map((cell) => (typeof cell === 'number' ? cell : 0));
  const all = counts.reduce((sum, images) => sum + images, 0);
  const images = counts[c] ?? 0;
  const isRight = c === place + 1;
  const cell = element('span', { class: isRight ? 'right' : 'wrong' }, [count(images)]);
  cell.style.setProperty('--share', (all > 0 ? images / all : 0).toFixed(3));
  return cell;
}
