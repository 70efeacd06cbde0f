import { expect, it } from 'vitest';
import { drawingTable } from './drawing-table.js';

it('has a row for each estimate, and columns for the second intervals where there are any', () => {
  const row = { value: 1.23456, second: null, remark: 'not decided', isEmphasised: false };
  const drawing = {
    form: 'intervals' as const,
    axis: { title: 'points' },
    reference: { value: 0, title: 'baseline' },
    band: null,
    rows: [
      { ...row, name: 'one', interval: [-1, 2] as [number, number] },
      { ...row, name: 'two', interval: null },
    ],
  };
  expect(drawingTable(drawing)).toEqual({
    columns: ['', 'points', 'low', 'high', 'remark'],
    rows: [
      ['one', '1.235', '-1', '2', 'not decided'],
      ['two', '1.235', '', '', 'not decided'],
    ],
  });
});

it('has a row for each place of any line, in order, with bands and sizes beside the values', () => {
  const drawing = {
    form: 'lines' as const,
    x: { title: 'recall (%)' },
    y: { title: 'precision (%)' },
    reference: null,
    series: [
      {
        name: 'full',
        points: [
          [0, 90],
          [50, 70],
        ] as [number, number][],
        band: [[50, 60, 80]] as [number, number, number][],
        sizes: null,
      },
      { name: 'arm', points: [[20, 65]] as [number, number][], band: [], sizes: [0.5] },
    ],
  };
  expect(drawingTable(drawing)).toEqual({
    columns: ['recall (%)', 'full', 'full: low', 'full: high', 'arm', 'arm: share'],
    rows: [
      ['0', '90', '', '', '', ''],
      ['20', '', '', '', '65', '0.5'],
      ['50', '70', '60', '80', '', ''],
    ],
  });
});
