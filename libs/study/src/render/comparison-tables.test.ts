import type { Comparison, Prospects } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { comparisonTables } from './comparison-tables.js';
import { prospectText } from './verdict-texts.js';

const prospect: Prospects['repeats'] = {
  count: null,
  most: 50,
  chanceAtMost: 0.021,
  standardErrorAtMost: 0.034,
  isBestCase: false,
};

it.each([
  [{ chanceAtMost: 0.019 }, 'none up to 50'],
  [{ chanceAtMost: 0.021 }, 'unlikely (2.1 % at 50)'],
  [{ chanceAtMost: 0.49 }, 'unlikely (49.0 % at 50)'],
  [{ chanceAtMost: 0.6 }, 'perhaps (60.0 % at 50)'],
  [{ chanceAtMost: 0.6, isBestCase: true }, 'unknown'],
  [{ count: 12, chanceAtMost: 0.99 }, '12'],
])('says of %o: %s', (changes, expected) => {
  expect(prospectText({ ...prospect, ...changes })).toBe(expected);
});

it('does not tell a greater standard error as what more repeats bring', async () => {
  const report = await summariseStudy(smallResults(), writtenAt);
  const outlook = {
    repeats: prospect,
    seeds: { ...prospect, most: 100, standardErrorAtMost: 0.012 },
  };
  const variants = report.variants.map((variant) => {
    const { comparison } = variant;
    if (!comparison?.estimate) return variant;
    const estimate = { ...comparison.estimate, standardError: 0.03 };
    const judged: Comparison = { ...comparison, estimate, outlook };
    return { ...variant, comparison: judged };
  });
  const table = comparisonTables({ ...report, variants }).find(({ id }) => id === 'outlook');
  expect(table?.rows).toEqual([
    [
      'no-focal',
      0.03,
      'unlikely (2.1 % at 50)',
      'no smaller at 50',
      'unlikely (2.1 % at 100)',
      '1.2 at 100',
    ],
  ]);
});
