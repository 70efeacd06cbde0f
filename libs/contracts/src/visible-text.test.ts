import { describe, expect, it } from 'vitest';
import { csvCellOfText, textOfCsvCell } from './csv-cell.js';
import { isVisible, visibleLines, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it.each([
    ['a colour', 'a\u001b[31mb', 'a\\x1b[31mb'],
    ['a bell', '\u0007', '\\x07'],
    ['line feeds and tabs', 'a\nb\tc\rd', 'a\\nb\\tc\\x0dd'],
    ['a control sequence of C1', '\u009b31m', '\\x9b31m'],
    ['a turn of direction', 'a\u202eb', 'a\\u202eb'],
    ['half of a pair', 'a\ud800', 'a\\ud800'],
  ])('shows %s', (_, text, expected) => {
    expect(visibleText(text)).toBe(expected);
    expect(isVisible(text)).toBe(false);
  });

  it('leaves words, signs and pictures as they are', () => {
    const text = 'Läsion № 3 – 病変 "α" 😀 C:\\x';
    expect(visibleText(text)).toBe(text);
    expect(isVisible(text)).toBe(true);
    expect(visibleLines('a\nb\u0007')).toBe('a\nb\\x07');
  });
});

describe('csvCellOfText', () => {
  it.each([
    ['=1+cmd|calc', "'=1+cmd|calc"],
    ["+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"],
    ['-2+3+cmd|x', "'-2+3+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['a\tb\n', 'a\\tb\\n'],
    ["'=x", "''=x"],
    ['+3.1 [−0.2, +6.4]', '+3.1 [−0.2, +6.4]'],
    ['-0.25', '-0.25'],
    ['ISIC_0027419', 'ISIC_0027419'],
  ])('writes %s as %s', (text, expected) => {
    expect(csvCellOfText(text)).toBe(expected);
  });

  it.each(['=1+cmd|calc', "'=x", "'", "'a", '-0.25', 'plain'])('is undone for %s', (text) => {
    expect(textOfCsvCell(csvCellOfText(text))).toBe(text);
  });
});
