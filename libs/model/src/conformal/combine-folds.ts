import type { Combination } from '@crossfold/contracts';
import { combineVotes, type Vote } from '../ensemble/combine.js';

/** A vote of a model that did not train on a fold. */
export interface FoldVote extends Vote {
  /** The fold over all repeats, from 0. */
  readonly split: number;
}

/**
 * What the models of each fold say together, without those of the others: their weights are scaled to
 * sum to one.
 *
 * @returns by split, [images, classes]
 */
export function combineFolds(
  votes: readonly FoldVote[],
  classes: number,
  combination: Combination,
): Map<number, Float64Array> {
  const splits = [...new Set(votes.map(({ split }) => split))].sort((a, b) => a - b);
  return new Map(
    splits.map((split) => {
      const own = votes.filter((vote) => vote.split === split);
      const total = own.reduce((sum, { weight }) => sum + weight, 0);
      const scaled = own.map((vote) => ({ ...vote, weight: vote.weight / total }));
      return [split, combineVotes(scaled, classes, combination)];
    }),
  );
}
