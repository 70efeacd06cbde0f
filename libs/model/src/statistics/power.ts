import { noncentralTCdf } from './noncentral-t.js';
import { studentQuantile } from './student-t.js';

/** Differences between two variants over the cells of a study, as observed or as supposed. */
export interface ObservedDifference {
  readonly mean: number;
  /** Sample variance over the cells. */
  readonly variance: number;
  readonly folds: number;
  readonly seeds: number;
  /** Images of the test part over those of the training part. */
  readonly testToTrain: number;
}

export interface DecisionPlan {
  /** Chance that the corrected test finds a difference like the observed one. */
  readonly power: number;
  /** Least number of seeds, at the same folds, that gives the wished power; null when none does. */
  readonly seeds: number | null;
  /** Least number of folds, at the same seeds; null when none does. */
  readonly folds: number | null;
}

interface DecisionRule {
  readonly level: number;
  readonly power: number;
}

const usualRule: DecisionRule = { level: 0.05, power: 0.8 };
const [mostSeeds, mostFolds] = [1000, 50];

/**
 * Power of the corrected resampled t-test, two-sided. Its statistic follows a non-central t with
 * J − 1 degrees of freedom and non-centrality mean / √((1/J + n_test/n_train)·variance), when
 * differences are normal and correlated as Nadeau and Bengio suppose (n_test / (n_test + n_train)).
 */
export function correctedTPower(observed: ObservedDifference, level = usualRule.level): number {
  const { mean, variance, folds, seeds, testToTrain } = observed;
  const cells = folds * seeds;
  if (variance === 0) return mean === 0 ? 0 : 1;
  const shift = Math.abs(mean) / Math.sqrt((1 / cells + testToTrain) * variance);
  const critical = studentQuantile(1 - level / 2, cells - 1);
  const below = noncentralTCdf(-critical, cells - 1, shift);
  return 1 - noncentralTCdf(critical, cells - 1, shift) + below;
}

/**
 * How many seeds or folds would decide it, if the true difference and variance are those observed.
 * Seeds share their folds, so the correction leaves a rest that no number of seeds takes away. With
 * more folds the test parts shrink: the variance of a cell is taken to grow in proportion.
 */
export function planToDecide(
  observed: ObservedDifference,
  rule: DecisionRule = usualRule,
): DecisionPlan {
  const { folds, seeds, variance } = observed;
  const decides = (changed: Partial<ObservedDifference>) =>
    correctedTPower({ ...observed, ...changed }, rule.level) >= rule.power;
  const withFolds = (count: number) =>
    count === folds
      ? {}
      : { folds: count, testToTrain: 1 / (count - 1), variance: (variance * count) / folds };
  return {
    power: correctedTPower(observed, rule.level),
    seeds: leastCount(seeds, mostSeeds, (count) => decides({ seeds: count })),
    folds: leastCount(folds, mostFolds, (count) => decides(withFolds(count))),
  };
}

/** The least count from `from` to `to` that holds, when all above it hold as well; else null. */
function leastCount(from: number, to: number, holds: (count: number) => boolean): number | null {
  let [low, high] = [from, Math.max(from, to)];
  if (!holds(high)) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
