import { useRef, useState, type ReactNode } from 'react';
import { curlText } from '../api/curl-text.js';
import { CopyMenu } from '../components/copy-menu.js';
import { tableForms } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { TableHead } from '../components/table-head.js';
import type { TextTable } from '../text/table-text.js';
import { pngOfSvg } from './png.js';
import { svgText } from './svg-text.js';
import { useWidth } from './use-width.js';
import '../styles/charts.css';

/** A drawing with its title and caption, made anew for each width that it gets. */
export function Figure({
  title,
  caption,
  call,
  command,
  table,
  draw,
}: {
  readonly title: string;
  readonly caption?: string;
  /** The request of the API that gives the numbers, where it is one: a path under `/api/v1/`. */
  readonly call?: string;
  /** The command of the CLI that gives them. */
  readonly command?: string;
  /** Its numbers, where no table beside it has them. */
  readonly table?: () => TextTable;
  readonly draw: (widthPx: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const drawing = () => box.current?.querySelector('svg') ?? null;
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong>
        <CopyMenu
          what={title}
          forms={[
            { title: 'SVG', text: () => svgText(drawing()) },
            { title: 'PNG', picture: () => pngOfSvg(drawing()) },
            ...(table ? tableForms(table) : []),
            ...(command === undefined ? [] : [{ title: 'CLI command', text: () => command }]),
            ...(call === undefined ? [] : [{ title: 'API call', text: () => curlText(call) }]),
          ]}
        />
        {caption !== undefined && caption !== '' && <span className="quiet">{caption}</span>}
      </figcaption>
      <div className="drawing" ref={box}>
        {widthPx > 0 && draw(widthPx)}
      </div>
      {table && <Numbers title={title} table={table} />}
    </figure>
  );
}

/** The same as a table, built when somebody opens it. */
function Numbers({ title, table }: { readonly title: string; readonly table: () => TextTable }) {
  const [isOpen, setIsOpen] = useState(false);
  const { columns, rows } = isOpen ? table() : { columns: [], rows: [] };
  return (
    <details
      className="numbers"
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary>As a table</summary>
      {isOpen && (
        <ScrollBox label={`${title}, as a table`}>
          <table>
            <TableHead columns={columns} />
            <tbody>
              {rows.map(([name, ...cells], r) => (
                <tr key={r}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, c) => (
                    <td key={c}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </details>
  );
}
