import { AppError, type FoldAssignment, type FoldPlan } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** A share of a training part. */
export interface TrainShare {
  /** Sorted as the training part is. */
  readonly imageIds: readonly string[];
  readonly groups: number;
}

interface ShareOptions {
  /** Which fold of which repeat is the outer one. */
  readonly split: number;
  /** Of the cell, so that all variants of a cell have the same order of groups. */
  readonly seed: number;
  /** In (0, 1]; 1 is the whole part. */
  readonly share: number;
}

/**
 * Whole groups of the training part of a trial: of those of each class the first ones in a random
 * order that split and seed decide alone, so that a smaller share lies within every larger one.
 * A group of several classes counts for the rarest of them. Every class keeps its first group,
 * however small the share.
 *
 * @param train ids of the training part ({@link innerValidationSplit})
 * @throws AppError FOLD_PLAN_INVALID for a share outside (0, 1]
 */
export function shareOfTrainPart(
  { assignments }: Pick<FoldPlan, 'assignments'>,
  train: readonly string[],
  { split, seed, share }: ShareOptions,
): TrainShare {
  if (!(share > 0 && share <= 1)) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected a training share above 0 and at most 1, got ${share}`,
    );
  }
  const inTrain = new Set(train);
  const rows = assignments.filter(({ imageId }) => inTrain.has(imageId));
  const groups = share === 1 ? new Set(rows.map(groupOf)) : chooseGroups(rows, split, seed, share);
  const chosen = new Set(
    rows.filter((row) => groups.has(groupOf(row))).map(({ imageId }) => imageId),
  );
  return { imageIds: train.filter((imageId) => chosen.has(imageId)), groups: groups.size };
}

function chooseGroups(
  rows: readonly FoldAssignment[],
  split: number,
  seed: number,
  share: number,
): Set<string> {
  const byGroup = groupRows(rows, groupOf);
  const names = [...byGroup.keys()].sort(compareText);
  const permutation = randomStream('train-share', split, seed).permutation(names.length);
  const order = Array.from(permutation, (position) => names[position] as string);
  const named = order.flatMap((name) => {
    const labels = new Set(byGroup.get(name)?.map(({ label }) => label));
    return [...labels].map((label) => ({ label, name }));
  });
  const ofClasses = [...groupRows(named, ({ label }) => label)]
    .map(([label, of]) => ({ label, groups: of.map(({ name }) => name) }))
    .sort((a, b) => a.groups.length - b.groups.length || compareText(a.label, b.label));
  // The first of each class belongs to every share: else the one that keeps a class in a small share
  // could be missing from a larger one.
  const chosen = new Set(ofClasses.flatMap(({ groups }) => groups.slice(0, 1)));
  const counted = new Set<string>();
  for (const { groups } of ofClasses) {
    const own = groups.filter((name) => !counted.has(name));
    for (const name of own) counted.add(name);
    for (const name of own.slice(0, Math.round(share * own.length))) chosen.add(name);
  }
  return chosen;
}
