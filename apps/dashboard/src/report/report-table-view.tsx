import type { ReportCell, ReportColumn, ReportTable } from '@crossfold/contracts';
import { cellText } from '@crossfold/contracts/page';
import { CopyTable } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { count } from '../text/format.js';

/** A table of a report as the server built it: the same that every other format has. */
export function ReportTableView({ table }: { readonly table: ReportTable }) {
  const { id, title, form, columns, rows, notes } = table;
  const isWordy = columns.some(({ kind }) => kind === 'prose');
  const texts = () => ({
    columns: columns.map((column) => column.title),
    rows: rows.map((row) => columns.map((column, c) => cellText(row[c], column))),
  });
  return (
    <div data-table={id} className="with-copy">
      <CopyTable what={title} table={texts} />
      <ScrollBox label={title}>
        <table className={form === 'matrix' ? 'confusion' : isWordy ? 'text' : ''}>
          <caption>{title}</caption>
          <thead>
            <tr>
              {columns.map((column, c) => (
                <th key={c} scope="col" className={alignOf(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={r}>
                {columns.map((column, c) => {
                  if (c === 0) {
                    return (
                      <th key={c} scope="row">
                        <span className="row-name">
                          <Cell cell={row[c]} column={column} />
                        </span>
                      </th>
                    );
                  }
                  return (
                    <td key={c} className={alignOf(column)}>
                      {form === 'matrix' ? (
                        <MatrixCell row={row} c={c} isRight={c === r + 1} />
                      ) : (
                        <Cell cell={row[c]} column={column} />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {notes.map((note) => (
        <p key={note} className="quiet note">
          {note}
        </p>
      ))}
    </div>
  );
}

/** Words begin below each other, numbers end there. */
function alignOf({ kind }: ReportColumn): string | undefined {
  return kind === 'number' ? undefined : 'words';
}

function Cell({
  cell,
  column,
}: {
  readonly cell: ReportCell | undefined;
  readonly column: ReportColumn;
}) {
  if (typeof cell === 'number' && column.unit === 'count') return count(cell);
  const text = cellText(cell, column);
  const isMarked = typeof cell === 'object' && cell !== null && 'mark' in cell;
  return isMarked ? <span className={`verdict ${cell.mark}`}>{text}</span> : text;
}

/** A count with a shade of its share of the row. */
function MatrixCell({
  row,
  c,
  isRight,
}: {
  readonly row: readonly ReportCell[];
  readonly c: number;
  readonly isRight: boolean;
}) {
  const counts = row.map((cell) => (typeof cell === 'number' ? cell : 0));
  const all = counts.reduce((sum, images) => sum + images, 0);
  const images = counts[c] ?? 0;
  const share = all > 0 ? images / all : 0;
  return (
    <span
      className={isRight ? 'right' : 'wrong'}
      style={{ '--share': share.toFixed(3) } as React.CSSProperties}
    >
      {count(images)}
    </span>
  );
}
