import type { Interim } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { interimLines } from './interim-view.js';

const cells = { planned: 4, succeeded: 3, failed: 0, skipped: 0, racedOut: 0, cancelled: 0 };
const interim: Interim = {
  score: 'balancedAccuracy',
  notes: ['Interim, from the cells that have ended.'],
  variants: [
    { name: 'full', role: 'baseline', cells, score: { mean: 0.65, sd: 0.05 }, comparison: null },
    {
      name: 'no-focal',
      role: 'arm',
      score: { mean: 0.66, sd: null },
      cells: { ...cells, succeeded: 1, failed: 1 },
      comparison: { pairs: 1, difference: { mean: -0.04, sd: null } },
    },
    {
      name: 'no-dropout',
      role: 'arm',
      score: null,
      cells: { ...cells, succeeded: 0 },
      comparison: { pairs: 0, difference: null },
    },
  ],
};

it('writes what is there, with its spread, and leaves empty what is not', () => {
  expect(interimLines(interim)).toEqual([
    '',
    'Interim, from the cells that have ended.',
    'variant          cells           balanced accuracy %  Δ to baseline, points  pairs',
    '---------------  --------------  -------------------  ---------------------  -----',
    'full (baseline)  3 of 4                   65.0 ± 5.0',
    'no-focal         1 of 4, 1 lost                 66.0                   −4.0      1',
    'no-dropout       0 of 4                                                          0',
  ]);
});

it('writes nothing beside a report', () => {
  expect(interimLines(null)).toEqual([]);
});
