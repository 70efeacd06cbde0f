import { AppError, type Comparison, type Predictions, type Receipt } from '@crossfold/contracts';
import { groupRows } from '@crossfold/data';
import {
  bootstrapDifference,
  compareCells,
  evaluate,
  poolPredictions,
  tabulatePredictions,
  type CellComparison,
} from '@crossfold/model';
import type { ForeignCell } from '../foreign/foreign-cells.js';
import { isSameCell } from './same-cell.js';
import type { CellResult } from './study-results.js';

interface Finished {
  readonly receipt: Receipt;
  readonly predictions: Predictions;
}

/** What two models predicted of the same images. */
interface Pair {
  readonly arm: Pick<Finished, 'predictions'>;
  readonly baseline: Pick<Finished, 'predictions'>;
}

/** What is compared, and how sure the mean difference is; that is null with fewer than two splits. */
export interface VariantComparison {
  readonly comparison: Comparison;
  readonly overCells: CellComparison | null;
}

/**
 * An arm against the baseline over the cells that both finished. What is said of it all, as p, an
 * interval and a verdict, waits for the other arms (`judgeComparisons`).
 */
export function compareVariants(
  arm: readonly CellResult[],
  baseline: readonly CellResult[],
  groups: ReadonlyMap<string, string>,
): VariantComparison {
  const pairs = arm.flatMap((own) => {
    const other = baseline.find(({ cell }) => isSameCell(cell, own.cell));
    return other && isFinished(own) && isFinished(other) ? [{ arm: own, baseline: other }] : [];
  });
  const differences = pairs.map((pair) => ({
    unit: `${pair.arm.cell.repeat} ${pair.arm.cell.fold}`,
    difference: recallOf(pair.arm) - recallOf(pair.baseline),
  }));
  const overCells = compareCells(differences, mean(pairs.map(({ arm }) => testToTrainOf(arm))));
  return {
    overCells,
    comparison: {
      ...unjudged,
      cells: pairs.length,
      difference: overCells?.mean ?? mean(differences.map(({ difference }) => difference)),
      pooled: pooledDifference(pairs, groups),
    },
  };
}

/**
 * A model made elsewhere against the baseline over the splits that it finished. Its seeds have nothing
 * in common with those of the study, so those of either are averaged within a split, which has one
 * difference.
 */
export function compareForeignArm(
  arm: readonly ForeignCell[],
  baseline: readonly CellResult[],
  groups: ReadonlyMap<string, string>,
): VariantComparison {
  const finished = baseline.filter(isFinished);
  const splits = groupRows(arm, ({ cell }) => `${cell.repeat} ${cell.fold}`);
  const paired = [...splits].flatMap(([unit, own]) => {
    const others = finished.filter(({ cell }) => `${cell.repeat} ${cell.fold}` === unit);
    return others.length > 0 ? [{ unit, own, others }] : [];
  });
  const differences = paired.map(({ unit, own, others }) => ({
    unit,
    difference:
      mean(own.map(({ predictions }) => evaluate(predictions, null).scores.balancedAccuracy)) -
      mean(others.map(recallOf)),
  }));
  // Of the baseline: how many images the other model was trained on is not known.
  const sizes = paired.flatMap(({ others }) => others.map(testToTrainOf));
  const overCells = compareCells(differences, mean(sizes));
  // Each with each: so the images count alike on both sides, however many seeds there are.
  const pairs = paired.flatMap(({ own, others }) =>
    own.flatMap((one) => others.map((other) => ({ arm: one, baseline: other }))),
  );
  return {
    overCells,
    comparison: {
      ...unjudged,
      cells: paired.length,
      difference: overCells?.mean ?? mean(differences.map(({ difference }) => difference)),
      pooled: pooledDifference(pairs, groups),
    },
  };
}

const unjudged = {
  p: null,
  adjustedP: null,
  estimate: null,
  verdict: null,
  chances: null,
  power: null,
  outlook: null,
} as const;

function isFinished(result: CellResult): result is CellResult & Finished {
  return result.receipt !== null && result.predictions !== null;
}

function testToTrainOf({ receipt: { images } }: Finished): number {
  return images.test / (images.train + images.validation);
}

function recallOf({ receipt }: Finished): number {
  return receipt.evaluation.scores.balancedAccuracy;
}

function pooledDifference(
  pairs: readonly Pair[],
  groups: ReadonlyMap<string, string>,
): Comparison['pooled'] {
  const own = poolPredictions(pairs.map(({ arm }) => arm.predictions));
  const other = poolPredictions(pairs.map(({ baseline }) => baseline.predictions));
  if (!own || !other) return null;
  const isSame = own.imageIds.every((imageId, i) => imageId === other.imageIds[i]);
  if (!isSame || own.imageIds.length !== other.imageIds.length) {
    throw new AppError(
      'OBJECT_CORRUPT',
      'expected predictions for the same images in the same cell of two variants, got others',
    );
  }
  const { labels, predicted, classes } = tabulatePredictions(own);
  const reference = tabulatePredictions(other).predicted;
  const clusters = own.imageIds.map((imageId) => groups.get(imageId) ?? imageId);
  const ownScores = evaluate(own, null).scores;
  const otherScores = evaluate(other, null).scores;
  return {
    balancedAccuracy: ownScores.balancedAccuracy - otherScores.balancedAccuracy,
    macroF1: ownScores.macroF1 - otherScores.macroF1,
    // The seed of the single intervals: all rest on the same resamples.
    intervals: bootstrapDifference({ labels, predicted, reference, clusters, classes, seed: 0 }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
