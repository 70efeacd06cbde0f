import { csvText, latexText, markdownText, type TextTable } from '../text/table-text.js';
import { CopyMenu, type CopyForm } from './copy-menu.js';

/** Copies a table in the forms in which tables go elsewhere. */
export function CopyTable({
  what,
  table,
}: {
  readonly what: string;
  readonly table: () => TextTable;
}) {
  return <CopyMenu what={what} forms={tableForms(table)} />;
}

export function tableForms(table: () => TextTable): CopyForm[] {
  return [
    { title: 'CSV', text: () => csvText(table()) },
    { title: 'Markdown', text: () => markdownText(table()) },
    { title: 'LaTeX', text: () => latexText(table()) },
  ];
}
