import type { IntervalsDrawing } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { readableRange } from './readable-range.js';

const around = (...intervals: readonly ([number, number] | null)[]) => ({
  reference: { value: 0, title: 'baseline' },
  band: [-1, 1] as [number, number],
  rows: intervals.map((interval, i): IntervalsDrawing['rows'][number] => ({
    name: `arm-${i}`,
    value: interval ? (interval[0] + interval[1]) / 2 : 2,
    interval,
    second: null,
    remark: '',
    isEmphasised: false,
  })),
});

it('cuts an interval that would stretch the axis for all others', () => {
  const [low = 0, high = 0] = readableRange(around([-4, 2], [-3, 5], [-90, 100])) ?? [];
  expect(low).toBeGreaterThan(-5);
  expect(low).toBeLessThan(-4);
  expect(high).toBeGreaterThan(5);
  expect(high).toBeLessThan(6);
});

it('leaves the axis to the data where intervals are alike, or all as wide', () => {
  expect(readableRange(around([-4, 2], [-3, 5], [-10, 8]))).toBeUndefined();
  expect(readableRange(around([-100, 100], [-100, 100]))).toBeUndefined();
  expect(readableRange(around([-100, 100]))).toBeUndefined();
  expect(readableRange(around(null))).toBeUndefined();
});

it('is for the thin intervals where every thick one is of two cells', () => {
  const drawing = around([-100, 100], [-100, 94]);
  const rows = drawing.rows.map((row) => ({ ...row, second: [-9, 7] as [number, number] }));
  const [low = 0, high = 0] = readableRange({ ...drawing, rows }) ?? [];
  expect(low).toBeGreaterThan(-10);
  expect(high).toBeLessThan(8);
});

it('always shows the values themselves, the margin and the thin intervals', () => {
  const drawing = around([-1, 1], [-1.5, 1], [20, 60]);
  const [low = 0, high = 0] =
    readableRange({
      ...drawing,
      rows: drawing.rows.map((row) => ({ ...row, second: [-6, -2] as [number, number] })),
    }) ?? [];
  expect(low).toBeLessThanOrEqual(-6);
  expect(high).toBeGreaterThanOrEqual(40);
  expect(high).toBeLessThan(60);
});
