import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { compareCells, type CellComparison } from './compare-cells.js';
import { prospectsOf } from './outlook.js';
import { powerAt, smallestDetectable } from './power.js';
import { correctedResampledT } from './resampled-t-test.js';

/** Share of simulated studies, correlated as Nadeau and Bengio suppose, that the test finds. */
function simulatedPower(difference: number, folds: number) {
  const stream = randomStream('power.test', folds, difference);
  const studies = 4000;
  let found = 0;
  for (let study = 0; study < studies; study++) {
    const common = difference + Math.sqrt(1 / (folds - 1)) * stream.normal();
    const cells = Array.from({ length: folds }, () => common + stream.normal());
    if (correctedResampledT(cells, 1 / (folds - 1)).p < 0.05) found += 1;
  }
  return found / studies;
}

it.each([
  [0, 5],
  [1, 5],
  [2, 5],
  [1, 10],
  [3, 3],
])(
  'is the share of simulated studies that find it: a difference of %d over %d folds',
  (difference, folds) => {
    const precision = { standardError: Math.sqrt(1 / folds + 1 / (folds - 1)), df: folds - 1 };
    const power = powerAt(difference, precision, 0.05);
    const error = Math.sqrt((power * (1 - power)) / 4000);
    expect(Math.abs(simulatedPower(difference, folds) - power)).toBeLessThan(3.5 * error);
  },
);

it('finds the smallest difference with the target power, and at a stricter level a larger one', () => {
  const precision = { standardError: 0.02, df: 5.3 };
  const smallest = smallestDetectable(precision, 0.05, 0.8);
  expect(powerAt(smallest, precision, 0.05)).toBeCloseTo(0.8, 5);
  expect(powerAt(-smallest, precision, 0.05)).toBeCloseTo(0.8, 5);
  expect(smallestDetectable(precision, 0.01, 0.8)).toBeGreaterThan(smallest);
  expect(smallestDetectable({ standardError: 0, df: 4 }, 0.05, 0.8)).toBe(0);
});

it('is 1, and comes to an end, where differences agree but for rounding', () => {
  for (const df of [1, 4.2, 40]) {
    expect(powerAt(0.05, { standardError: 1e-17, df }, 0.025)).toBe(1);
    // Where the series takes over there is no step.
    const critical = 40 * 25.5;
    expect(powerAt(0.99 * critical, { standardError: 1, df: 1 }, 0.025)).toBeCloseTo(1, 9);
  }
});

describe('prospectsOf', () => {
  const plan = { repeats: 1, seeds: 3, maxRepeats: 50, maxSeeds: 100 };
  const rule = { level: 0.05, margin: 0.01, chance: 0.8 };

  /** Five folds of three seeds with standard deviations of the two parts, moved to the mean. */
  function study(mean: number, foldSd: number, seedSd: number, seeds = 3): CellComparison {
    const pattern = [-1.2, -0.6, 0, 0.6, 1.2];
    const cells = pattern.flatMap((fold, unit) =>
      Array.from({ length: seeds }, (_, s) => ({
        unit,
        difference: mean + foldSd * fold + seedSd * (s - (seeds - 1) / 2),
      })),
    );
    return compareCells(cells, 1 / 4) as CellComparison;
  }

  it('lets repeats take down both parts, and seeds the seed part alone', () => {
    const folds = prospectsOf(study(0.03, 0.02, 0.0001), plan, rule);
    expect(folds.seeds.standardErrorAtMost).toBeCloseTo(study(0.03, 0.02, 0.0001).standardError, 5);
    expect(folds.repeats.standardErrorAtMost).toBeLessThan(0.8 * folds.seeds.standardErrorAtMost);
    // The fold part is as good as 0: means of folds differ by what three seeds leave.
    const bySeeds = study(0.03, 0.02 / Math.sqrt(3) / 0.95, 0.02);
    const seeds = prospectsOf(bySeeds, plan, rule);
    expect(seeds.seeds.standardErrorAtMost).toBeLessThan(bySeeds.standardError);
    const apart = seeds.seeds.standardErrorAtMost - seeds.repeats.standardErrorAtMost;
    expect(apart / bySeeds.standardError).toBeLessThan(0.05);
  });

  it('asks for as many as reach the chance, and not one less', () => {
    const comparison = study(0.06, 0.03, 0.02);
    const { repeats } = prospectsOf(comparison, plan, rule);
    expect(repeats.count).toBeGreaterThan(1);
    const upTo = (maxRepeats: number) =>
      prospectsOf(comparison, { ...plan, maxRepeats }, rule).repeats.count;
    expect(upTo(repeats.count as number)).toBe(repeats.count);
    expect(upTo((repeats.count as number) - 1)).toBeNull();
  });

  it('sees no way to decide a difference that all cells may have in common', () => {
    const { repeats, seeds } = prospectsOf(study(0.001, 0.05, 0.05), plan, rule);
    expect([repeats.count, seeds.count]).toEqual([null, null]);
    expect(Math.max(repeats.chanceAtMost, seeds.chanceAtMost)).toBeLessThan(0.8);
  });

  it('takes a spread between folds below that of seeds for the seed part', () => {
    const chance = study(0.01, 0.001, 0.05);
    const { seeds } = prospectsOf(chance, plan, rule);
    // Without a fold part all 15 cells tell of the seed part.
    expect(chance.foldVariance).toBe(0);
    const { betweenUnits, withinUnits } = chance.spread;
    const pooled = (3 * 4 * betweenUnits + 10 * (withinUnits ?? NaN)) / 14;
    const expected = pooled / 100 / 5 + (1 / 4) * pooled;
    expect(seeds.standardErrorAtMost).toBeCloseTo(Math.sqrt(expected), 12);
  });

  it('says that one seed does not show what seeds would bring', () => {
    const one = { ...plan, seeds: 1 };
    const { repeats, seeds } = prospectsOf(study(0.02, 0.02, 0, 1), one, rule);
    expect(repeats.isBestCase).toBe(false);
    expect(seeds).toMatchObject({ isBestCase: true, count: null });
    expect(seeds.chanceAtMost).toBeGreaterThan(0.1);
  });
});
