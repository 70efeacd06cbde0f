import { CopyTable } from './copy-table.js';
import { ScrollBox } from './scroll-box.js';

/** A table of texts; the first cell of a row is its head. */
export function ReportedTable({
  caption,
  columns,
  rows,
  look = '',
}: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A class of the style sheet; `text` for tables of words. */
  readonly look?: string;
}) {
  return (
    <div className="with-copy">
      <CopyTable what={caption} table={() => ({ columns, rows })} />
      <ScrollBox label={caption}>
        <table className={look}>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((title, i) => (
                <th key={i} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={r}>
                {row.map((text, i) =>
                  i === 0 ? (
                    <th key={i} scope="row">
                      {text}
                    </th>
                  ) : (
                    <td key={i}>{text}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}
