import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { tableLines } from './table.js';

const columns = [
  { title: 'trial' },
  { title: 'state' },
  { title: 'balanced accuracy', align: 'right' as const },
  { title: 'error' },
];
const rows = [
  ['full.f0.s1', 'succeeded', '0.512', ''],
  [
    'no-class-weights.f0.s1',
    'failed',
    '',
    'TRIAL_DIVERGED: expected finite numbers for the loss of step 3, got NaN; lower the rate',
  ],
];

const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => stringWidth(line)));

describe('a table', () => {
  it('has a line for each row where it fits, and where there is no screen', () => {
    const lines = tableLines(columns, rows, Infinity);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^full\.f0\.s1 +succeeded +0\.512$/);
    expect(tableLines(columns, rows)).toEqual(lines);
  });

  it('wraps words to fit, and cuts none', () => {
    const lines = tableLines(columns, rows, 80);
    expect(widest(lines)).toBeLessThanOrEqual(80);
    const words = lines.join(' ').split(/\s+/);
    for (const cell of rows.flat().filter((text) => text !== '')) {
      for (const word of cell.split(' ')) expect(words).toContain(word);
    }
  });

  it('goes on below with the first column where wrapping is not enough', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ title: `score-${i}-of-all` }));
    const values = ['full', ...many.map((_, i) => `0.${i}00 ± 0.100`)];
    const lines = tableLines([{ title: 'variant' }, ...many], [values], 80);
    expect(widest(lines)).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.startsWith('full')).length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.startsWith('variant')).length).toBeGreaterThan(1);
    for (const { title } of many) expect(lines.join(' ')).toContain(title);
  });

  it('counts columns of the screen, not characters', () => {
    const lines = tableLines([{ title: 'name' }, { title: 'x' }], [['皮膚', 'y']], 80);
    expect(lines[2]).toBe('皮膚  y');
    expect(lines[0]).toBe('name  x');
  });
});
