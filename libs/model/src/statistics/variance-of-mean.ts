import { normalQuantile } from './normal.js';

/**
 * The layout of paired differences, and what their spread is made of. A unit is a split: a fold of
 * a repeat. Its cells share test and training images and differ in the seed.
 */
export interface SpreadOfCells {
  /** Units with at least one cell of both variants; two at least. */
  readonly units: number;
  /** All cells. */
  readonly cells: number;
  /** Cells of a unit: their harmonic mean, which is their number where none is missing. */
  readonly seeds: number;
  /** Images of a test part over those of its training part. */
  readonly testToTrain: number;
  /** Sample variance of the means of the units. */
  readonly betweenUnits: number;
  /** Variance within the units, pooled; null where no unit has two cells. */
  readonly withinUnits: number | null;
}

export interface VarianceOfMean {
  readonly variance: number;
  readonly df: number;
}

/**
 * Variance of the mean over K units with S seeds: M²/K + g·(M² + (1 − 1/S)·w), with M² and w the
 * variances between and within the units and g = n_test/n_train. M² + (1 − 1/S)·w estimates the
 * variance of one cell, of which the correction of Nadeau and Bengio takes a part to be common to
 * all cells; with one seed this is their correction. Seeds bring down the seed part of M² alone.
 *
 * Degrees of freedom by Satterthwaite, from M² with K − 1 and w with those within. M² enters there
 * at the upper end of a one-sided 75 % interval: where it came out small by chance, the degrees of
 * freedom would be too many just when the variance is too small. See docs/statistics.md.
 */
export function varianceOfMean(spread: SpreadOfCells): VarianceOfMean {
  const { units, cells, seeds, testToTrain, betweenUnits, withinUnits } = spread;
  const between = (1 / units + testToTrain) * betweenUnits;
  const within = testToTrain * (1 - 1 / seeds) * (withinUnits ?? 0);
  const variance = between + within;
  const dfBetween = units - 1;
  if (within === 0) return { variance, df: dfBetween };
  const cautious = between * cautiousFactor(dfBetween);
  const df = (cautious + within) ** 2 / (cautious ** 2 / dfBetween + within ** 2 / (cells - units));
  return { variance, df };
}

/** d over the lower quartile of χ² with d degrees of freedom (Wilson and Hilferty 1931). */
function cautiousFactor(df: number): number {
  return df / chiSquareQuantile(0.25, df);
}

/** The quartiles: within 5 % at one degree of freedom, 2 % at two, 0.3 % from nine on. */
export function chiSquareQuantile(p: number, df: number): number {
  const spread = 2 / (9 * df);
  return df * Math.max(0, 1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3;
}
