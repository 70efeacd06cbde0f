import { useRef, type ReactNode } from 'react';
import type { TextTable } from '../text/table-text.js';
import { CopyTable } from './copy-table.js';
import { ScrollBox } from './scroll-box.js';

/** A table that scrolls in its own box, and is copied as it is shown. */
export function TableBox({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <div className="with-copy" ref={box}>
      <CopyTable what={label} table={() => textsOf(box.current?.querySelector('table'))} />
      <ScrollBox label={label}>{children}</ScrollBox>
    </div>
  );
}

/** The words of each cell; bars and the like have none. */
function textsOf(table: HTMLTableElement | null | undefined): TextTable {
  const [columns = [], ...rows] = [...(table?.rows ?? [])].map((row) =>
    [...row.cells].map((cell) => cell.innerText.replaceAll(/\s+/g, ' ').trim()),
  );
  return { columns, rows };
}
