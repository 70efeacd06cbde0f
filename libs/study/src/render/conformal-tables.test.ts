import type { ConformalCoverage, EnsembleResult } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { smallEnsemble } from '../summary/small-results.fixture.js';
import { conformalTables } from './conformal-tables.js';

const counts = (images: number, covered: number) => ({ images, covered, empty: 0, meanSize: 1.5 });

function coverage(rate: number, isClassConditional: boolean, covered: number): ConformalCoverage {
  return {
    coverage: rate,
    isClassConditional,
    all: counts(100, covered),
    classes: [counts(60, 57), counts(0, 0), counts(40, covered - 57)],
    subgroups: [{ attribute: 'sex', value: 'female', ...counts(50, 45) }],
  };
}

const ensemble = smallEnsemble();
const three = { ...ensemble.evaluation, perClass: ensemble.evaluation.perClass.slice(0, 3) };
const conformal = [coverage(0.9, false, 90), coverage(0.9, true, 92)];
const measured: EnsembleResult = { ...ensemble, evaluation: three, conformal };

it('tell the coverage of all sealed images, by class and by subgroup', () => {
  const [whole, classes, subgroups, ...none] = conformalTables(measured);
  expect(none).toEqual([]);
  // scipy.stats.binomtest(90, 100).proportion_ci(method='exact')
  expect(whole?.rows[0]).toEqual(['by all images', 0.9, '90.0 [82.4, 95.1]', 100, 0, 1.5]);
  expect(classes?.columns.map(({ title }) => title)).toEqual([
    ...['class', 'images', '90.0', '90.0 by class'],
  ]);
  expect(classes?.rows.map((row) => row.slice(1))).toEqual([
    [60, '95.0', '95.0'],
    [0, null, null],
    [40, '82.5', '87.5'],
  ]);
  expect(subgroups?.rows).toEqual([['sex: female', 50, '90.0', '90.0']]);
});

it('name the classes with the lowest coverage where there are many', () => {
  const many = Array.from({ length: 30 }, (_, c) => counts(10, c % 10));
  const [row] = conformal;
  const evaluation = {
    ...three,
    perClass: many.map((_, c) => ({ ...three.perClass[0], name: `c${c}` })),
  } as EnsembleResult['evaluation'];
  const rows = [{ ...row, classes: many }] as ConformalCoverage[];
  const [, table] = conformalTables({ ...measured, evaluation, conformal: rows });
  expect(table?.title).toContain('the 20 of 30 with the lowest');
  expect(table?.rows).toHaveLength(20);
  expect(table?.rows.slice(0, 3).map(([name]) => name)).toEqual(['c0', 'c10', 'c20']);
});

it('are not there where coverage was not measured', () => {
  expect(conformalTables({ ...measured, conformal: null })).toEqual([]);
});
