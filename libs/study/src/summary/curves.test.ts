import type { Predictions } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { curveGrid, measureCurves } from './curves.js';

/** Of two classes: how sure each image is of the first, and whether it is of it. */
function cellOf(...images: readonly (readonly [number, boolean])[]): Predictions {
  return {
    schemaVersion: 1,
    classes: ['a', 'b'],
    imageIds: images.map((_, i) => `image-${i}`),
    labels: images.map(([, isFirst]) => (isFirst ? 0 : 1)),
    probabilities: images.map(([p]) => [p, 1 - p]),
  };
}

const perfect = cellOf([0.9, true], [0.1, false]);
const reversed = cellOf([0.1, true], [0.9, false]);
const at = (values: readonly number[], place: number) => values[curveGrid.indexOf(place)];

describe('measureCurves', () => {
  it('averages the curves of the cells, each measured alone', () => {
    const curves = measureCurves('full', [perfect, reversed]);
    const [mean, first] = curves?.roc ?? [];
    expect(mean).toMatchObject({ class: null, cells: 2 });
    expect(first).toMatchObject({ class: 'a', cells: 2 });
    // A rate of 1 in the one, 0 in the other.
    expect(at(first?.mean ?? [], 0.5)).toBe(0.5);
    expect(at(first?.sd ?? [], 0.5)).toBeCloseTo(Math.SQRT1_2, 4);
    expect(at(first?.mean ?? [], 1)).toBe(1);
    expect(curves?.riskCoverage).toMatchObject({ cells: 2 });
    expect(at(curves?.riskCoverage.mean ?? [], 1)).toBe(0.5);
  });

  it('has the accuracy of each cell by confidence, over the cells that have images there', () => {
    const half = cellOf([0.9, true], [0.9, false], [0.6, true]);
    const { reliability = [] } = measureCurves('full', [perfect, half]) ?? {};
    expect(reliability).toHaveLength(15);
    // From 0.867 to 0.933: both images of the one are right, and one of two of the other.
    const sd = Math.round(1e4 * Math.sqrt(0.125)) / 1e4;
    expect(reliability[13]).toEqual({ cells: 2, confidence: 0.9, accuracy: 0.75, sd });
    expect(reliability[8]).toEqual({ cells: 1, confidence: 0.6, accuracy: 1, sd: null });
    expect(reliability[14]).toEqual({ cells: 0, confidence: null, accuracy: null, sd: null });
  });

  it('has no spread of a single cell, and no curve of what no cell has', () => {
    const curves = measureCurves('full', [cellOf([0.9, true], [0.8, true])]);
    expect(curves?.roc).toEqual([]);
    expect(curves?.precisionRecall).toEqual([]);
    expect(curves?.riskCoverage).toMatchObject({ cells: 1, sd: null });
    expect(measureCurves('full', [])).toBeNull();
  });

  it('leaves out a cell that lacks a class in the curve of this class alone', () => {
    const curves = measureCurves('full', [perfect, cellOf([0.9, true])]);
    expect(curves?.roc.map((curve) => curve.cells)).toEqual([1, 1, 1]);
    expect(curves?.riskCoverage.cells).toBe(2);
  });

  it('keeps the mean alone of many classes', () => {
    const classes = Array.from({ length: 13 }, (_, c) => `class-${c}`);
    const many: Predictions = {
      schemaVersion: 1,
      classes,
      imageIds: classes,
      labels: classes.map((_, c) => c),
      probabilities: classes.map((_, i) => classes.map((__, c) => (c === i ? 0.4 : 0.05))),
    };
    expect(measureCurves('full', [many])?.roc.map((curve) => curve.class)).toEqual([null]);
  });
});
