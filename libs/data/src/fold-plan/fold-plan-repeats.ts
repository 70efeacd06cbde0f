import {
  countRepeats,
  placeOfSplit,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { measureLeak } from './fold-plan-leak.js';

/** The rows of one repeat, with its fold alone; those that it lacks are left out. */
function assignmentsOfRepeat(
  assignments: readonly FoldAssignment[],
  repeat: number,
): FoldAssignment[] {
  return assignments.flatMap(({ repeatFolds, ...row }) => {
    const fold = repeat === 0 || row.fold === 'sealed' ? row.fold : repeatFolds?.[repeat - 1];
    return fold === undefined ? [] : [{ ...row, fold }];
  });
}

/** One plan for each repeat, as if it had been the only one. */
export function listRepeats(plan: FoldPlan): FoldPlan[] {
  const { repeats, ...options } = plan.options;
  return Array.from({ length: countRepeats({ repeats }) }, (_, repeat) => {
    const assignments = assignmentsOfRepeat(plan.assignments, repeat);
    return { ...plan, options, leak: measureLeak(assignments), assignments };
  });
}

/** The repeat that a split of the plan belongs to, and its fold in there. */
export function findRepeat(
  plan: FoldPlan,
  split: number,
): { readonly plan: FoldPlan; readonly fold: number } {
  const { repeat, fold } = placeOfSplit(plan.options, split);
  const ofRepeat = listRepeats(plan)[repeat];
  if (!ofRepeat) throw new RangeError(`split ${split} is in no repeat of the plan`);
  return { plan: ofRepeat, fold };
}
