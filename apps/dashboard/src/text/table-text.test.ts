import { expect, it } from 'vitest';
import { csvText, latexText, markdownText } from './table-text.js';

const table = {
  columns: ['variant', 'Δ (%)'],
  rows: [
    ['no_focal', '−1.2 ± 0.3'],
    ['a, "b" | c', '+0.5'],
    ['=HYPERLINK()', '-0.1'],
  ],
};

it('quotes what would break a file of CSV, and marks formulas', () => {
  expect(csvText(table)).toBe(
    'variant,Δ (%)\r\nno_focal,−1.2 ± 0.3\r\n"a, ""b"" | c",+0.5\r\n\'=HYPERLINK(),-0.1\r\n',
  );
});

it('escapes what Markdown and LaTeX would read', () => {
  expect(markdownText(table).split('\n')[3]).toBe('| a, "b" \\| c | +0.5 |');
  const [, , head, , first] = latexText(table).split('\n');
  expect(head).toBe('variant & $\\Delta$ (\\%) \\\\');
  expect(first).toBe('no\\_focal & $-$1.2 $\\pm$ 0.3 \\\\');
});
