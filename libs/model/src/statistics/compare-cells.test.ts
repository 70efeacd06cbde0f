import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { compareCells, intervalOfMean, type CellDifference } from './compare-cells.js';
import { chancesOfEquivalence } from './region-of-equivalence.js';
import { correctedResampledT } from './resampled-t-test.js';
import { chiSquareQuantile } from './variance-of-mean.js';
import { verdictOf } from './verdict.js';

const g = 1 / 4;

/** Rows are splits, their numbers the differences of its seeds. */
function layout(rows: readonly (readonly number[])[]): CellDifference[] {
  return rows.flatMap((row, unit) => row.map((difference) => ({ unit, difference })));
}

/** What a comparison is made of, as one flat list. */
function found(rows: readonly (readonly number[])[]) {
  const comparison = compareCells(layout(rows), g);
  if (!comparison) throw new Error('expected a comparison');
  return comparison;
}

describe('compareCells', () => {
  it('is the corrected t-test bit by bit with one seed, with and without repeats', () => {
    const stream = randomStream('one-seed');
    for (let study = 0; study < 200; study++) {
      const differences = Array.from({ length: 2 + stream.integer(20) }, () => stream.normal());
      const comparison = found(differences.map((difference) => [difference]));
      expect(comparison.test).toEqual(correctedResampledT(differences, g));
      expect(comparison).toMatchObject({ foldVariance: null, seedVariance: null });
    }
  });

  it('gives the worked example of three folds and two seeds', () => {
    const comparison = found([
      [0.01, 0.03],
      [0.02, 0.06],
      [0.05, 0.07],
    ]);
    // Means .02, .04, .06; variances within .0002, .0008, .0002.
    expect(comparison.mean).toBeCloseTo(0.04, 12);
    expect(comparison.spread.betweenUnits).toBeCloseTo(0.0004, 12);
    expect(comparison.seedVariance).toBeCloseTo(0.0004, 12);
    expect(comparison.foldVariance).toBeCloseTo(0.0002, 12);
    const [between, within] = [(1 / 3 + g) * 0.0004, g * 0.5 * 0.0004];
    expect(comparison.standardError).toBeCloseTo(Math.sqrt(between + within), 12);
    const cautious = (between * 2) / chiSquareQuantile(0.25, 2);
    const df = (cautious + within) ** 2 / (cautious ** 2 / 2 + within ** 2 / 3);
    expect(comparison.test.df).toBeCloseTo(df, 10);
  });

  it('has degrees of freedom from those of the folds to those of the cells', () => {
    const stream = randomStream('degrees-of-freedom');
    for (let study = 0; study < 300; study++) {
      const fold = stream.uniform() ** 2;
      const rows = Array.from({ length: 5 }, () => {
        const own = fold * stream.normal();
        return Array.from({ length: 3 }, () => own + (1 - fold) * stream.normal());
      });
      const { df } = found(rows).test;
      expect(df).toBeGreaterThanOrEqual(4 - 1e-9);
      expect(df).toBeLessThanOrEqual(14 + 1e-9);
    }
    // Where seeds agree, more of them are no more evidence.
    const agreeing = found([1, 2, 4, 3, 5].map((own) => [own, own + 1e-6, own - 1e-6]));
    expect(agreeing.test.df).toBeCloseTo(4, 5);
    expect(agreeing.test.p).toBeCloseTo(correctedResampledT([1, 2, 4, 3, 5], g).p, 5);
  });

  it('counts the cells that are there: a split once, whatever its number of seeds', () => {
    const whole = found([
      [0.01, 0.03],
      [0.02, 0.06],
      [0.05, 0.07],
    ]);
    const partial = found([[0.01, 0.03], [0.04], [0.05, 0.07]]);
    expect(partial.mean).toBeCloseTo(whole.mean, 12);
    expect(partial.spread).toMatchObject({ units: 3, cells: 5 });
    expect(partial.spread.seeds).toBeCloseTo(3 / (1 / 2 + 1 + 1 / 2), 12);
    expect(partial.seedVariance).toBeCloseTo(0.0002, 12);
    expect(
      found([[0.01, 0.03], [], [0.05, 0.07]].filter(({ length }) => length > 0)).spread,
    ).toEqual(
      found([
        [0.01, 0.03],
        [0.05, 0.07],
      ]).spread,
    );
  });

  it('tests nothing without a second split', () => {
    expect(compareCells(layout([[0.1, 0.2, 0.3]]), g)).toBeNull();
    expect(compareCells([], g)).toBeNull();
  });

  it('is certain without spread', () => {
    expect(
      found([
        [0, 0],
        [0, 0],
      ]).test.p,
    ).toBe(1);
    const sure = found([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    expect(sure.test.p).toBe(0);
    expect(intervalOfMean({ mean: 0.5, standardError: 0, df: 1 }, 0.05)).toEqual([0.5, 0.5]);
  });
});

it('has an interval that excludes 0 exactly where p is below its level', () => {
  const stream = randomStream('p-and-interval');
  for (let study = 0; study < 300; study++) {
    const effect = 2 * stream.uniform();
    const comparison = found(
      Array.from({ length: 5 }, () =>
        Array.from({ length: 1 + stream.integer(3) }, () => effect + stream.normal()),
      ),
    );
    const { mean, standardError, test } = comparison;
    for (const level of [0.05, 0.01]) {
      const [low, high] = intervalOfMean({ mean, standardError, df: test.df }, level);
      expect(low > 0 || high < 0).toBe(test.p < level);
    }
  }
});

it('gives the chances of the correlated Bayesian t-test', () => {
  // scipy.stats.t(4, 0.02, 0.01): 1 − cdf(0.01), cdf(0.01) − cdf(−0.01), cdf(−0.01)
  const chances = chancesOfEquivalence({ mean: 0.02, standardError: 0.01, df: 4 }, 0.01);
  expect(chances.better).toBeCloseTo(0.8130495168, 9);
  expect(chances.worse).toBeCloseTo(0.019970984, 9);
  expect(chances.better + chances.equal + chances.worse).toBeCloseTo(1, 12);
  const certain = { mean: 0.02, standardError: 0, df: 4 };
  expect(chancesOfEquivalence(certain, 0.01)).toEqual({ better: 1, equal: 0, worse: 0 });
  expect(chancesOfEquivalence(certain, 0.03)).toEqual({ better: 0, equal: 1, worse: 0 });
});

it('never calls a wide interval equal, and a significant difference by its sign', () => {
  expect(verdictOf(0.02, true, [0.01, 0.03], 0.01)).toBe('helps');
  expect(verdictOf(-0.02, true, [-0.03, -0.01], 0.01)).toBe('hurts');
  expect(verdictOf(0.001, false, [-0.004, 0.006], 0.01)).toBe('equal');
  expect(verdictOf(0.001, false, [-0.004, 0.016], 0.01)).toBe('undecided');
  expect(verdictOf(0, false, [-0.2, 0.2], 0.01)).toBe('undecided');
});
