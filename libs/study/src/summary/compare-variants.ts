import { AppError, type Comparison, type Predictions, type Receipt } from '@crossfold/contracts';
import {
  bootstrapDifference,
  compareCells,
  evaluate,
  poolPredictions,
  tabulatePredictions,
  type CellComparison,
} from '@crossfold/model';
import { isSameCell } from './same-cell.js';
import type { CellResult } from './study-results.js';

interface Finished {
  readonly receipt: Receipt;
  readonly predictions: Predictions;
}

interface Pair {
  readonly arm: Finished;
  readonly baseline: Finished;
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
  const testToTrain = mean(
    pairs.map(({ arm: { receipt } }) => {
      return receipt.images.test / (receipt.images.train + receipt.images.validation);
    }),
  );
  const overCells = compareCells(differences, testToTrain);
  return {
    overCells,
    comparison: {
      cells: pairs.length,
      difference: overCells?.mean ?? mean(differences.map(({ difference }) => difference)),
      pooled: pooledDifference(pairs, groups),
      p: null,
      adjustedP: null,
      estimate: null,
      verdict: null,
      chances: null,
      power: null,
      outlook: null,
    },
  };
}

function isFinished(result: CellResult): result is CellResult & Finished {
  return result.receipt !== null && result.predictions !== null;
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
