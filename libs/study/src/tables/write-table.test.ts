import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { columnName, tableOfRows } from './data-table.js';
import { tableFormats } from './write-table.js';

const sample = () =>
  tableOfRows([
    [
      ['variant', 'full'],
      ['difference', -0.0321],
      ['note', 'said "no", twice'],
      ['is_best', true],
    ],
    [
      ['variant', '=1+cmd|calc'],
      ['difference', null],
      ['note', 'two\nlines'],
      ['is_best', false],
      ['later', 1e-7],
    ],
  ]);

describe('a table for programs', () => {
  it('is CSV with ASCII minus signs, quoted texts and empty fields', async () => {
    const [header, first, ...rest] = (await text(tableFormats.csv.write(sample()))).split('\n');
    expect(header).toBe('variant,difference,note,is_best,later');
    expect(first).toBe('full,-0.0321,"said ""no"", twice",true,');
    expect(rest.join('\n')).toBe('\'=1+cmd|calc,,"two\nlines",false,1e-7\n');
  });

  it('is one JSON value a row, with null for what is not there', async () => {
    const lines = (await text(tableFormats.jsonl.write(sample()))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        variant: 'full',
        difference: -0.0321,
        note: 'said "no", twice',
        is_best: true,
        later: null,
      },
      {
        variant: '=1+cmd|calc',
        difference: null,
        note: 'two\nlines',
        is_best: false,
        later: 1e-7,
      },
    ]);
  });

  it('breaks off with the error of its rows', async () => {
    async function* broken() {
      yield await Promise.resolve(['a']);
      throw new Error('the store is gone');
    }
    for (const format of ['csv', 'jsonl'] as const) {
      const table = { columns: ['variant'], rows: broken() };
      await expect(text(tableFormats[format].write(table))).rejects.toThrow('the store is gone');
    }
  });

  it('names columns as attributes of a data frame', () => {
    expect(columnName('balancedAccuracy')).toBe('balanced_accuracy');
    expect(columnName('top2')).toBe('top2');
  });
});
