import type { Combination } from '@crossfold/contracts';
import { combineVotes, type Vote } from '../ensemble/combine.js';

/** A vote of a model that held a fold out. */
export interface FoldVote extends Vote {
  readonly fold: number;
}

/**
 * What the models of each fold say together, without those of the others: their weights are scaled to
 * sum to one.
 *
 * @returns by fold, [images, classes]
 */
export function combineFolds(
  votes: readonly FoldVote[],
  classes: number,
  combination: Combination,
): Map<number, Float64Array> {
  const folds = [...new Set(votes.map(({ fold }) => fold))].sort((a, b) => a - b);
  return new Map(
    folds.map((fold) => {
      const own = votes.filter((vote) => vote.fold === fold);
      const total = own.reduce((sum, { weight }) => sum + weight, 0);
      const scaled = own.map((vote) => ({ ...vote, weight: vote.weight / total }));
      return [fold, combineVotes(scaled, classes, combination)];
    }),
  );
}
