import { studentTwoSidedP } from './student-t.js';

export interface TTest {
  readonly t: number;
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Corrected resampled t-test (Nadeau and Bengio 2003) of paired differences of scores. Folds share
 * training data, so their scores are not independent; the naive test is far too sure. The variance
 * of the mean is (1/J + n_test/n_train)·s² in place of s²/J.
 *
 * Without any spread the answer is certain: p is 1 for differences of zero, else 0.
 *
 * @param differences at least two, one for each fold; with several seeds see `compareCells`
 * @param testToTrain images of the test part over those of the training part
 * @throws RangeError for fewer than two differences
 */
export function correctedResampledT(differences: readonly number[], testToTrain: number): TTest {
  const count = differences.length;
  if (count < 2) throw new RangeError(`expected at least two differences, got ${count}`);
  const { mean, variance } = moments(differences);
  return testMean(mean, Math.sqrt((1 / count + testToTrain) * variance), count - 1);
}

/** Of a mean against 0, two-sided. */
export function testMean(mean: number, standardError: number, df: number): TTest {
  if (standardError === 0) {
    return mean === 0 ? { t: 0, df, p: 1 } : { t: Math.sign(mean) * Infinity, df, p: 0 };
  }
  const t = mean / standardError;
  return { t, df, p: studentTwoSidedP(t, df) };
}

/** Mean, and sample variance (n − 1). */
export function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
