import { csvText, latexText, markdownText, type TextTable } from '../text/table-text.js';
import { CopyMenu } from './copy-menu.js';

/** Copies a table in the forms in which tables go elsewhere. */
export function CopyTable({
  what,
  table,
}: {
  readonly what: string;
  readonly table: () => TextTable;
}) {
  return (
    <CopyMenu
      what={what}
      forms={[
        { title: 'CSV', text: () => csvText(table()) },
        { title: 'Markdown', text: () => markdownText(table()) },
        { title: 'LaTeX', text: () => latexText(table()) },
      ]}
    />
  );
}
