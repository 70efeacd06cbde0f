import { AppError, type Comparison, type Predictions, type Receipt } from '@crossfold/contracts';
import {
  bootstrapDifference,
  correctedResampledT,
  evaluate,
  moments,
  planToDecide,
  poolPredictions,
  tabulatePredictions,
} from '@crossfold/model';
import type { CellResult } from './study-results.js';

/** What a comparison rests on beside the cells. */
export interface ComparisonContext {
  /** Of one repeat. */
  readonly folds: number;
  readonly repeats: number;
  readonly seeds: number;
  readonly groups: ReadonlyMap<string, string>;
}

interface Finished {
  readonly receipt: Receipt;
  readonly predictions: Predictions;
}

interface Pair {
  readonly arm: Finished;
  readonly baseline: Finished;
}

/**
 * An arm against the baseline over the cells that both finished. Folds share training data, which
 * the test heeds; images of a lesion are alike, which the interval heeds.
 */
export function compareVariants(
  arm: readonly CellResult[],
  baseline: readonly CellResult[],
  context: ComparisonContext,
): Comparison {
  const pairs = arm.flatMap((own) => {
    const { fold, seed } = own.cell;
    const other = baseline.find(({ cell }) => cell.fold === fold && cell.seed === seed);
    return other && isFinished(own) && isFinished(other) ? [{ arm: own, baseline: other }] : [];
  });
  const differences = pairs.map((pair) => recallOf(pair.arm) - recallOf(pair.baseline));
  const testToTrain = mean(
    pairs.map(({ arm: { receipt } }) => {
      return receipt.images.test / (receipt.images.train + receipt.images.validation);
    }),
  );
  return {
    cells: pairs.length,
    difference: mean(differences),
    pooled: pooledDifference(pairs, context.groups),
    p: differences.length < 2 ? null : correctedResampledT(differences, testToTrain).p,
    adjustedP: null,
    decision: differences.length < 2 ? null : decide(differences, context, testToTrain),
  };
}

/** A repeat counts as a seed: both add cells that share their images with the others. */
function decide(
  differences: readonly number[],
  { folds, repeats, seeds }: ComparisonContext,
  testToTrain: number,
): Comparison['decision'] {
  const observed = { ...moments(differences), folds, seeds: seeds * repeats, testToTrain };
  const plan = planToDecide(observed);
  return { ...plan, seeds: plan.seeds && Math.ceil(plan.seeds / repeats) };
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
  const [ownScores, otherScores] = [evaluate(own).scores, evaluate(other).scores];
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
