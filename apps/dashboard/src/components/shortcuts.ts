import { navigation } from './navigation.js';

/** The two keys that lead to a page, as people read them. */
export function chordText(key: string): string {
  return `g ${key}`;
}

/** Keys that work on every page, as the help lists them. */
export const shortcuts = [
  { keys: 'Ctrl K', does: 'command palette: commands, pages, sections and studies' },
  { keys: '/', does: 'the search field of the page; where it has none, the commands' },
  { keys: 'j, k', does: 'next and previous row of a list' },
  ...navigation.map(({ key, title }) => ({ keys: chordText(key), does: title })),
  { keys: '← ↑ ↓ →', does: 'in the matrix: another cell; Enter opens its trial' },
  { keys: '?', does: 'this help' },
  { keys: 'Esc', does: 'closes what is open' },
];

/** Whether somebody writes: single keys are letters then. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Moves the focus among the rows of the page. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[next]?.focus();
}
