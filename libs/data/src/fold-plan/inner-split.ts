import {
  AppError,
  countSplits,
  groupWords,
  placeOfSplit,
  placeText,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { findRepeat } from './fold-plan-repeats.js';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { stratifiedGroupKFold } from '../split/stratified-group-k-fold.js';

/** Image ids of the three parts of a trial, each sorted. */
export interface TrialParts {
  readonly train: readonly string[];
  /** Inner part of the training folds: early stopping, plateau and calibration look at it alone. */
  readonly validation: readonly string[];
  /** The outer fold, scored once. */
  readonly test: readonly string[];
}

/**
 * Splits the images of a trial. The training folds are split by group (or patient), whatever the
 * protocol, into `round(1 / share)` stratified parts, or into as many as the rarest class has
 * groups where those are fewer; the first part that leaves every class on both sides is the
 * validation part. Sealed images are in none.
 *
 * @param split which fold of which repeat is the outer one: {@link splitAt}
 * @param seed seed of the inner split, in 0 … 2^32 − 1
 * @param share of the training folds that validates, in (0, 0.5]
 * @throws AppError FOLD_PLAN_INVALID when a class has too few groups to be on both sides.
 */
export function innerValidationSplit(
  plan: FoldPlan,
  split: number,
  seed: number,
  share: number,
): TrialParts {
  assertArguments(plan, split, share);
  const dealt = findRepeat(plan, split);
  const { assignments } = dealt.plan;
  const where = placeText(plan.options, placeOfSplit(plan.options, split));
  const outer = assignments.filter((image) => image.fold !== 'sealed' && image.fold !== dealt.fold);
  const parts = Math.min(Math.round(1 / share), rarestClass(plan, outer, where).groups);
  const partOf = stratifiedGroupKFold(
    outer.map(({ label }) => label),
    outer.map(groupOf),
    parts,
    seed,
  );
  const chosen = firstCompletePart(plan.classes, outer, partOf, parts, where);
  return {
    train: idsOf(outer.filter((_, i) => partOf[i] !== chosen)),
    validation: idsOf(outer.filter((_, i) => partOf[i] === chosen)),
    test: idsOf(assignments.filter((image) => image.fold === dealt.fold)),
  };
}

function assertArguments({ options }: FoldPlan, split: number, share: number): void {
  if (!Number.isInteger(split) || split < 0 || split >= countSplits(options)) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected a split in 0 … ${countSplits(options) - 1}, got ${split}`,
    );
  }
  if (!(share > 0 && share <= 0.5)) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected a share above 0 and at most 0.5 for inner validation, got ${share}`,
    );
  }
}

function rarestClass(
  { classes, group }: FoldPlan,
  outer: readonly FoldAssignment[],
  where: string,
): { label: string; groups: number } {
  const byClass = groupRows(outer, ({ label }) => label);
  const [rarest] = classes
    .map((label) => ({
      label,
      groups: new Set(byClass.get(label)?.map(groupOf)).size,
    }))
    .sort((a, b) => a.groups - b.groups);
  if (rarest && rarest.groups >= 2) return rarest;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected 2 or more ${groupWords({ group }).many} of each class for inner validation of ${where}, got ${rarest?.groups ?? 0} of ${rarest?.label ?? 'any class'}`,
    { remedy: 'Use more folds, seal a smaller share, or add images of the class.' },
  );
}

function firstCompletePart(
  classes: readonly string[],
  outer: readonly FoldAssignment[],
  partOf: Int32Array,
  parts: number,
  where: string,
): number {
  const complete = Array.from({ length: parts }, (_, part) => part).find((part) => {
    const inside = new Set(outer.filter((_, i) => partOf[i] === part).map(({ label }) => label));
    const outside = new Set(outer.filter((_, i) => partOf[i] !== part).map(({ label }) => label));
    return classes.every((label) => inside.has(label) && outside.has(label));
  });
  if (complete !== undefined) return complete;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected a part with every class for inner validation of ${where}, got none among ${parts}`,
    { remedy: 'Raise the validation share, or use another seed.' },
  );
}

function idsOf(images: readonly FoldAssignment[]): string[] {
  return images.map(({ imageId }) => imageId);
}
