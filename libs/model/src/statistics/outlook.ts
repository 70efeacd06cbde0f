import type { CellComparison } from './compare-cells.js';
import { normalCdf } from './normal.js';
import { studentQuantile } from './student-t.js';
import { chiSquareQuantile, varianceOfMean, type SpreadOfCells } from './variance-of-mean.js';

/** What more repeats, or more seeds, would bring. */
export interface Prospect {
  /** Least total number that decides with the target chance; null where none up to `most` does. */
  readonly count: number | null;
  /** The greatest number that a study takes. */
  readonly most: number;
  /** Chance that so many decide. */
  readonly chanceAtMost: number;
  /** Standard error of the mean difference with so many. */
  readonly standardErrorAtMost: number;
  /** One seed shows no seed part: then all spread is taken for it, the best that seeds can do. */
  readonly isBestCase: boolean;
}

export interface DecisionRule {
  /** Of the test. */
  readonly level: number;
  /** A difference that surely lies within ± the margin is decided too. */
  readonly margin: number;
  /** The target chance. */
  readonly chance: number;
}

/** The plan as it is, and how far it can grow. */
export interface PlanSize {
  readonly repeats: number;
  readonly seeds: number;
  readonly maxRepeats: number;
  readonly maxSeeds: number;
}

/**
 * How many repeats of the plan, or how many seeds, would end in a verdict, and with what chance.
 * Repeats bring new splits and take down the fold and the seed part of the mean's variance; seeds
 * the seed part alone. Neither touches what all cells have in common.
 *
 * The chance is predictive: the mean will move by what the new cells add, about the mean that is
 * there, and the true variances are as uncertain as the folds leave them.
 */
export function prospectsOf(
  comparison: CellComparison,
  plan: PlanSize,
  rule: DecisionRule,
): { readonly repeats: Prospect; readonly seeds: Prospect } {
  const { spread } = comparison;
  const isBestCase = spread.withinUnits === null;
  const more = (changed: Partial<SpreadOfCells>, parts: Parts) =>
    grow(comparison.mean, spread, { ...spread, ...changed }, parts, rule);
  const shown = partsOf(spread, 0);
  const best = partsOf(spread, spread.betweenUnits);
  return {
    repeats: search([plan.repeats, plan.maxRepeats], rule, false, (count) =>
      more({ units: (spread.units * count) / plan.repeats }, shown),
    ),
    seeds: search([plan.seeds, plan.maxSeeds], rule, isBestCase, (count) =>
      more({ seeds: (spread.seeds * count) / plan.seeds }, isBestCase ? best : shown),
    ),
  };
}

interface Parts {
  readonly fold: number;
  readonly seed: number;
}

/**
 * Where means of units differ by no more than their seeds leave, there is no fold part to be seen:
 * both spreads are then of the seed part.
 *
 * @param assumedSeedPart where no unit has two cells
 */
function partsOf(spread: SpreadOfCells, assumedSeedPart: number): Parts {
  const { betweenUnits, withinUnits, seeds, units, cells } = spread;
  const seed = withinUnits ?? assumedSeedPart;
  const fold = betweenUnits - seed / seeds;
  if (fold >= 0 || withinUnits === null) return { fold: Math.max(0, fold), seed };
  const squares = seeds * (units - 1) * betweenUnits + (cells - units) * withinUnits;
  return { fold: 0, seed: squares / (cells - 1) };
}

interface Grown {
  /** Of a verdict. */
  readonly chance: number;
  readonly standardError: number;
}

function grow(
  mean: number,
  now: SpreadOfCells,
  then: SpreadOfCells,
  { fold, seed }: Parts,
  { level, margin }: DecisionRule,
): Grown {
  const between = (spread: SpreadOfCells) => fold + seed / spread.seeds;
  const { variance, df } = varianceOfMean({
    ...then,
    cells: then.units * then.seeds,
    betweenUnits: between(then),
    withinUnits: seed,
  });
  const moves = Math.max(0, between(now) / now.units - between(then) / then.units);
  const critical = studentQuantile(1 - level / 2, df);
  const chanceAt = (scale: number) => {
    const reach = critical * Math.sqrt(scale * variance);
    const sd = Math.sqrt(scale * moves);
    const outside = 1 - within(mean, sd, reach);
    return outside + (reach < margin ? within(mean, sd, margin - reach) : 0);
  };
  const chances = scales(now.units - 1).map(chanceAt);
  const chance = chances.reduce((sum, one) => sum + one, 0) / chances.length;
  return { chance: Math.min(1, chance), standardError: Math.sqrt(variance) };
}

/** Chance that a normal number about `mean` lies within ± `reach`. */
function within(mean: number, sd: number, reach: number): number {
  if (sd === 0) return Math.abs(mean) <= reach ? 1 : 0;
  return normalCdf((reach - mean) / sd) - normalCdf((-reach - mean) / sd);
}

/** By what the true variances may differ from those estimated: d/χ² at evenly spaced quantiles. */
function scales(df: number): number[] {
  const points = 24;
  return Array.from({ length: points }, (_, i) => {
    return df / Math.max(1e-3, chiSquareQuantile((i + 0.5) / points, df));
  });
}

/** @param grown what the plan gives with so many */
function search(
  [from, maxCount]: readonly [number, number],
  rule: DecisionRule,
  isBestCase: boolean,
  grown: (count: number) => Grown,
): Prospect {
  const most = Math.max(from, maxCount);
  const last = grown(most);
  const decides = (count: number) => grown(count).chance >= rule.chance;
  return {
    count: isBestCase || most === from ? null : minCount(from + 1, most, decides),
    most,
    chanceAtMost: last.chance,
    standardErrorAtMost: last.standardError,
    isBestCase,
  };
}

/** The least count from `from` to `to` that holds, when all above it hold as well; else null. */
function minCount(from: number, to: number, holds: (count: number) => boolean): number | null {
  let [low, high] = [from, to];
  if (!holds(high)) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
