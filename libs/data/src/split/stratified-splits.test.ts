import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { contiguousStd, isClose, pairwiseSum } from './numpy-statistics.js';
import { stratifiedGroupKFold } from './stratified-group-k-fold.js';
import { stratifiedKFold } from './stratified-k-fold.js';

const labels = [...'aabbbaaabbab'];
const groups = [0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7];

describe('stratifiedKFold', () => {
  it('gives the folds of scikit-learn 1.9.1', () => {
    expect([...stratifiedKFold(labels, 3, 4)]).toEqual([2, 2, 2, 1, 2, 1, 0, 0, 0, 1, 1, 0]);
  });

  it('spreads every class as evenly as whole numbers allow', () => {
    for (let table = 0; table < 50; table++) {
      const random = randomStream('even', table);
      const folds = 2 + random.integer(9);
      const classes = Array.from({ length: 30 + random.integer(200) }, () => random.integer(4));
      const split = stratifiedKFold(classes, folds, table);
      for (let code = 0; code < 4; code++) {
        const perFold = Array<number>(folds).fill(0);
        split.forEach((fold, row) => {
          if (classes[row] === code) perFold[fold] = (perFold[fold] ?? 0) + 1;
        });
        expect(Math.max(...perFold) - Math.min(...perFold)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('stratifiedGroupKFold', () => {
  it('gives the folds of scikit-learn 1.9.1', () => {
    expect([...stratifiedGroupKFold(labels, groups, 3, 4)]).toEqual([
      1, 1, 2, 2, 1, 0, 0, 2, 0, 0, 2, 1,
    ]);
  });

  it('never parts a group, for whatever table', () => {
    for (let table = 0; table < 50; table++) {
      const random = randomStream('groups', table);
      const rows = 20 + random.integer(100);
      const groupOf = Array.from({ length: rows }, () => `g${random.integer(30)}`);
      const classOf = Array.from({ length: rows }, () => random.integer(3));
      const split = stratifiedGroupKFold(classOf, groupOf, 4, table);
      const parts = new Map(groupOf.map((group, row) => [group, split[row]]));
      expect(groupOf.map((group) => parts.get(group))).toEqual([...split]);
    }
  });

  it('refuses more folds than groups, more folds than rows of any class, and one fold', () => {
    const refusal = expect.objectContaining({ code: 'FOLD_PLAN_INVALID' }) as Error;
    expect(() => stratifiedGroupKFold([0, 0, 0, 0], [1, 1, 2, 2], 3, 0)).toThrowError(refusal);
    expect(() => stratifiedGroupKFold([0, 0, 1, 1], [1, 2, 3, 4], 3, 0)).toThrowError(refusal);
    expect(() => stratifiedKFold([0, 0, 1, 1], 1, 0)).toThrowError(refusal);
    expect(() => stratifiedKFold([], 2, 0)).toThrowError(refusal);
  });
});

describe('numpy-like statistics', () => {
  it('sums any length', () => {
    for (const length of [0, 1, 7, 8, 9, 127, 128, 129, 300, 1025]) {
      const values = Float64Array.from({ length }, (_, i) => i + 1);
      expect(pairwiseSum(values)).toBe((length * (length + 1)) / 2);
    }
  });

  it('adds 8 numbers in lanes, not in sequence', () => {
    const values = Float64Array.from([1e16, 1, 1, 1, 1, 1, 1, 1]);
    expect(pairwiseSum(values)).toBe(1e16 + 1 + (1 + 1) + (1 + 1 + (1 + 1)));
    expect(pairwiseSum(values)).not.toBe(values.reduce((sum, value) => sum + value));
  });

  it('has the population deviation and the tolerances of NumPy', () => {
    expect(contiguousStd(Float64Array.from([2, 4, 4, 4, 5, 5, 7, 9]))).toBe(2);
    expect(isClose(1, 1.000009)).toBe(true);
    expect(isClose(1, 1.00002)).toBe(false);
    expect(isClose(1, Infinity)).toBe(false);
    expect(isClose(0, 1e-8)).toBe(true);
  });
});
