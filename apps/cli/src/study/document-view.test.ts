import type { ReportColumn, ReportDocument } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { documentLines } from './document-view.js';

const text = (title: string): ReportColumn => ({ title, kind: 'text', unit: null });
const share = (title: string): ReportColumn => ({ title, kind: 'number', unit: 'percent' });
const classes = Array.from({ length: 10 }, (_, c) => `class-${c}`);

/** As of a study of 100 classes: the confusions of some of them, and a note on the others. */
const document: ReportDocument = {
  title: 'many',
  facts: 'Data set drawn',
  blocks: [
    {
      kind: 'table',
      id: 'confusion.full',
      section: 'variants',
      title: 'Confusion matrix, full, the 9 of 100 classes with most errors (rows: true class)',
      isMain: false,
      variant: 'full',
      form: 'matrix',
      columns: [text('true \\ predicted'), ...classes.map(share)],
      rows: classes.map((name, c) => [name, ...classes.map((_, i) => (i === c ? 0.75 : null))]),
      notes: ['Others: 91 classes as one. The whole matrix: table "confusions".'],
    },
  ],
  source: 'Study many',
};

it.each([80, 200])('draws a table as wide as a screen of %i columns, with its notes', (width) => {
  const lines = documentLines(document, width);
  expect(Math.max(...lines.slice(3).map((line) => line.length))).toBeLessThanOrEqual(width);
  const whole = lines.join(' ').replaceAll(/\s+/g, ' ');
  for (const name of classes) expect(whole).toContain(name);
  expect(whole).toContain('75.0');
  expect(whole).toContain('–');
  expect(whole).toContain('91 classes as one. The whole matrix: table "confusions".');
});

it('puts texts left and numbers right', () => {
  const lines = documentLines(
    {
      ...document,
      blocks: [
        {
          ...(document.blocks[0] as Extract<ReportDocument['blocks'][number], { kind: 'table' }>),
          form: 'list',
          columns: [text('variant'), text('what it is'), share('accuracy')],
          rows: [['full', 'baseline', 0.75]],
          notes: [],
        },
      ],
    },
    80,
  );
  expect(lines.find((line) => line.includes('75.0'))).toMatch(/^ *full +baseline  +75\.0$/);
  const head = lines.findIndex((line) => line.includes('what it is'));
  const row = lines.findIndex((line) => line.includes('75.0'));
  expect(lines[row]?.indexOf('baseline')).toBe(lines[head]?.indexOf('what it is'));
});
