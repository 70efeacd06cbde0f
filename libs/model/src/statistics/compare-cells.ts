import { moments, testMean, type TTest } from './resampled-t-test.js';
import { studentQuantile } from './student-t.js';
import { varianceOfMean, type SpreadOfCells } from './variance-of-mean.js';

/** The difference of two variants in one cell. */
export interface CellDifference {
  /** What names the split: in a plan with repeats each fold of each repeat is one of its own. */
  readonly unit: number | string;
  readonly difference: number;
}

/** Mean, what it rests on, how sure it is, and the test of it: one statement. */
export interface CellComparison {
  /** Over units, of the mean over the seeds of each. */
  readonly mean: number;
  readonly spread: SpreadOfCells;
  /** Variance that comes with another split, and with another seed; null where cells do not show it. */
  readonly foldVariance: number | null;
  readonly seedVariance: number | null;
  readonly standardError: number;
  readonly test: TTest;
}

/**
 * Paired differences over folds × seeds: their mean with the standard error and the test that
 * belong together. Cells may be missing; each unit counts once, whatever number of seeds it has.
 * With one seed it is the corrected resampled t-test.
 *
 * @param testToTrain images of a test part over those of its training part
 * @returns null for fewer than two units: no spread over splits is seen
 */
export function compareCells(
  cells: readonly CellDifference[],
  testToTrain: number,
): CellComparison | null {
  const units = [...groupByUnit(cells).values()];
  if (units.length < 2) return null;
  const parts = units.map(moments);
  const { mean, variance: betweenUnits } = moments(parts.map((part) => part.mean));
  const withinUnits = pooledVariance(units);
  const harmonic = units.reduce((sum, unit) => sum + 1 / unit.length, 0) / units.length;
  const spread = {
    units: units.length,
    cells: cells.length,
    seeds: 1 / harmonic,
    testToTrain,
    betweenUnits,
    withinUnits,
  };
  const { variance, df } = varianceOfMean(spread);
  const standardError = Math.sqrt(variance);
  return {
    mean,
    spread,
    foldVariance: withinUnits === null ? null : Math.max(0, betweenUnits - harmonic * withinUnits),
    seedVariance: withinUnits,
    standardError,
    test: testMean(mean, standardError, df),
  };
}

/**
 * The interval that belongs to the test: it excludes 0 exactly where p is below `level`.
 *
 * @param level the share of such intervals that miss, 0.05 for one of 95 %
 */
export function intervalOfMean(
  { mean, standardError, df }: { mean: number; standardError: number; df: number },
  level: number,
): [number, number] {
  const reach = standardError === 0 ? 0 : studentQuantile(1 - level / 2, df) * standardError;
  return [mean - reach, mean + reach];
}

function groupByUnit(cells: readonly CellDifference[]): Map<number | string, number[]> {
  const units = new Map<number | string, number[]>();
  for (const { unit, difference } of cells) {
    const own = units.get(unit);
    if (own) own.push(difference);
    else units.set(unit, [difference]);
  }
  return units;
}

/** Null where no unit has two cells. */
function pooledVariance(units: readonly (readonly number[])[]): number | null {
  const several = units.filter(({ length }) => length > 1);
  if (several.length === 0) return null;
  const df = several.reduce((sum, unit) => sum + unit.length - 1, 0);
  const squares = several.reduce(
    (sum, unit) => sum + moments(unit).variance * (unit.length - 1),
    0,
  );
  return squares / df;
}
