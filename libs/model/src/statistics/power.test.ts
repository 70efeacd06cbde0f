import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { correctedTPower, planToDecide, type ObservedDifference } from './power.js';
import { correctedResampledT, moments } from './resampled-t-test.js';

const paper: ObservedDifference = {
  mean: 0.02,
  variance: 0.02 ** 2,
  folds: 5,
  seeds: 3,
  testToTrain: 1 / 4,
};

/**
 * Share of simulated studies that the corrected test calls significant. Differences are normal with
 * the correlation that Nadeau and Bengio suppose, and the sample variance expected in `observed`.
 */
function simulatedPower({ mean, variance, folds, seeds, testToTrain }: ObservedDifference) {
  const stream = randomStream('power.test', folds, seeds, mean);
  const own = Math.sqrt(variance);
  const shared = Math.sqrt(variance * testToTrain);
  const studies = 4000;
  let found = 0;
  for (let study = 0; study < studies; study++) {
    const common = mean + shared * stream.normal();
    const cells = Array.from({ length: folds * seeds }, () => common + own * stream.normal());
    if (correctedResampledT(cells, testToTrain).p < 0.05) found += 1;
  }
  return found / studies;
}

it.each([
  paper,
  { ...paper, mean: 0 },
  { ...paper, mean: 0.04 },
  { ...paper, folds: 10, seeds: 1, testToTrain: 1 / 9 },
  { ...paper, seeds: 1, mean: 0.05 },
])('is the share of simulated studies that decide: $mean, $folds × $seeds', (observed) => {
  const power = correctedTPower(observed);
  const error = Math.sqrt((power * (1 - power)) / 4000);
  expect(Math.abs(simulatedPower(observed) - power)).toBeLessThan(3.5 * error);
});

it('asks for as many seeds or folds as reach the power, and not one less', () => {
  const observed = { ...paper, mean: 0.033, seeds: 1 };
  const { power, seeds } = planToDecide(observed);
  expect(power).toBeLessThan(0.8);
  expect(seeds).toBeGreaterThan(1);
  expect(correctedTPower({ ...observed, seeds: seeds as number })).toBeGreaterThanOrEqual(0.8);
  expect(correctedTPower({ ...observed, seeds: (seeds as number) - 1 })).toBeLessThan(0.8);
});

it('knows that seeds on the same folds cannot decide everything, and when there is enough', () => {
  const limit = 2.8 * Math.sqrt(paper.testToTrain * paper.variance);
  expect(planToDecide({ ...paper, mean: 0.95 * limit }).seeds).toBeNull();
  expect(planToDecide({ ...paper, mean: 1.1 * limit }).seeds).not.toBeNull();
  expect(planToDecide({ ...paper, mean: 0.1 })).toMatchObject({ seeds: 3, folds: 5 });
  expect(planToDecide({ ...paper, mean: 0 })).toMatchObject({ seeds: null, folds: null });
  expect(planToDecide({ ...paper, variance: 0 })).toEqual({ power: 1, seeds: 3, folds: 5 });
});

it('has the sample variance of a list', () => {
  expect(moments([1, 3, 5])).toEqual({ mean: 3, variance: 4 });
});
