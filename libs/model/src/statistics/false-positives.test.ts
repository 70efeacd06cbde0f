import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { compareCells, type CellDifference } from './compare-cells.js';
import { correctedResampledT } from './resampled-t-test.js';

/*
 * A short form of `npm run simulate -- statistics`, whose tables are in docs/statistics.md: how often
 * is a difference found where there is none?
 */

const studies = 2000;

/** Cells about 0 with variance 1: what all share, what those of a fold share, and the seed's part. */
function drawStudies(folds: number, seeds: number, between: number, within: number) {
  const random = randomStream('false positives', folds, seeds, between, within);
  return Array.from({ length: studies }, () => {
    const common = Math.sqrt(between) * random.normal();
    return Array.from({ length: folds }, (_, unit) => {
      const fold = common + Math.sqrt(within - between) * random.normal();
      return Array.from({ length: seeds }, (): CellDifference => {
        return { unit, difference: fold + Math.sqrt(1 - within) * random.normal() };
      });
    }).flat();
  });
}

type Test = (cells: readonly CellDifference[], testToTrain: number) => number;

const components: Test = (cells, testToTrain) => compareCells(cells, testToTrain)?.test.p ?? NaN;
const allCells: Test = (cells, testToTrain) =>
  correctedResampledT(
    cells.map(({ difference }) => difference),
    testToTrain,
  ).p;

function falsePositives(test: Test, folds: number, seeds: number, within: number, between: number) {
  const drawn = drawStudies(folds, seeds, between, within);
  return drawn.filter((cells) => test(cells, 1 / (folds - 1)) < 0.05).length / studies;
}

describe.each([3, 5, 10])('over %d folds', (folds) => {
  // Folds are as alike as the correction supposes.
  const supposed = 1 / folds;

  it.each([1, 3, 10])('is wrong no more often than it may be, with %d seeds', (seeds) => {
    for (const within of [supposed, 0.5, 0.8]) {
      const share = falsePositives(components, folds, seeds, within, supposed);
      // Three standard errors of a share of 2000.
      expect(share, `correlation ${within} in a fold`).toBeLessThan(0.05 + 3 * 0.0049);
      expect(share, `correlation ${within} in a fold`).toBeGreaterThan(0.03 - 3 * 0.0049);
    }
  });

  it('takes cells of one fold for less than as many folds', () => {
    expect(falsePositives(allCells, folds, 10, 0.8, supposed)).toBeGreaterThan(0.1);
  });
});

it('may be too careful where folds have less in common than the correction supposes', () => {
  expect(falsePositives(components, 5, 10, 0.5, 0)).toBeLessThan(0.02);
});
