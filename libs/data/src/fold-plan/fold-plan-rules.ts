import {
  AppError,
  countRepeats,
  groupWords,
  foldPlanSchema,
  parseWith,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { measureLeak } from './fold-plan-leak.js';
import { listRepeats } from './fold-plan-repeats.js';
import { groupName, groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { planRowProblems } from './plan-rows.js';
import { compareText } from '../text-order.js';

/**
 * Parses a plan from outside and checks all that training takes for granted: every part (each fold,
 * and the sealed part where there is one) has images of every class, but that a fold may lack one of
 * fewer groups than folds, see {@link isSpread}; no image twice; images sorted;
 * one label (where a group has one) and one patient for a group; unless the protocol is `image`, no
 * group and no known patient in two parts; for `dedup`, one image of a group; the same of each
 * repeat; the stated leak is the true one.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every image, group, class and fold at fault.
 */
export function validateFoldPlan(value: unknown): FoldPlan {
  const plan = parseWith(foldPlanSchema, value, 'FOLD_PLAN_INVALID', 'the fold plan');
  assertFoldPlan(plan);
  return plan;
}

/**
 * @param remedy where another is known than other folds, protocol or seed
 * @throws AppError FOLD_PLAN_INVALID: see {@link validateFoldPlan}.
 */
export function assertFoldPlan(plan: FoldPlan, remedy?: string): void {
  const problems = [
    ...planRowProblems(plan.assignments, plan),
    ...orderProblems(plan.assignments),
    ...dedupProblems(plan),
    ...repeatProblems(plan),
    ...listRepeats(plan).flatMap((ofRepeat, repeat) =>
      [...crossingProblems(ofRepeat), ...partProblems(ofRepeat)].map((problem) =>
        plan.options.repeats === undefined ? problem : `repeat ${repeat}: ${problem}`,
      ),
    ),
    ...leakProblems(plan),
  ];
  if (problems.length === 0) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected a sound plan for protocol ${plan.options.protocol} with ${plan.options.folds} folds, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, ...(remedy !== undefined && { remedy }) },
  );
}

function orderProblems(assignments: readonly FoldAssignment[]): string[] {
  return assignments.flatMap(({ imageId }, i) => {
    const next = assignments[i + 1]?.imageId ?? imageId;
    if (compareText(imageId, next) <= 0) return [];
    return [`image ${imageId} stands before ${next}: expected order by image id`];
  });
}

/** An image is in one fold of each repeat, or sealed in all. */
function repeatProblems({ assignments, options }: FoldPlan): string[] {
  const further = countRepeats(options) - 1;
  return assignments.flatMap(({ imageId, fold, repeatFolds = [] }) => {
    const expected = fold === 'sealed' ? 0 : further;
    if (repeatFolds.length === expected) return [];
    return [
      `image ${imageId} has folds of ${repeatFolds.length} further repeats, expected ${expected}`,
    ];
  });
}

function crossingProblems({ assignments, options, group }: FoldPlan): string[] {
  if (options.protocol === 'image') return [];
  return [...groupRows(assignments, groupOf).values()].flatMap((images) => {
    const parts = [...new Set(images.map(({ fold }) => fold))];
    const [first] = images;
    if (!first || parts.length === 1) return [];
    return [`${groupName(first, { group })} crosses ${parts.map(partName).join(' and ')}`];
  });
}

function dedupProblems({ assignments, options, group }: FoldPlan): string[] {
  if (options.protocol !== 'dedup') return [];
  return [...groupRows(assignments, ({ groupId }) => groupId)]
    .filter(([, images]) => images.length > 1)
    .map(([groupId, images]) => {
      return `${groupWords({ group }).one} ${groupId} has ${images.length} images in a plan of one image each`;
    });
}

function partProblems(plan: FoldPlan): string[] {
  const { assignments, options } = plan;
  const folds = Array.from({ length: options.folds }, (_, fold) => fold);
  const expected = options.sealedShare > 0 ? [...folds, 'sealed' as const] : folds;
  const parts = groupRows(assignments, ({ fold }) => fold);
  const pool = groupRows(
    assignments.filter(({ fold }) => fold !== 'sealed'),
    ({ label }) => label,
  );
  const spread = new Set(
    plan.classes.filter((label) => isSpread(pool.get(label) ?? [], options.folds)),
  );
  const unknown = [...parts.keys()].filter((part) => !expected.includes(part));
  return [
    ...unknown.map((part) => `${partName(part)} is not a part of this plan`),
    ...expected.flatMap((part) =>
      classProblems(part, parts.get(part) ?? [], part === 'sealed' ? new Set() : spread, plan),
    ),
  ];
}

/** Groups of a class without which it cannot be on both sides of the inner split. */
const fewestToTrain = 2;

/**
 * Whether a class that cannot be in every fold, since it has fewer groups than there are folds, is
 * spread so that each fold leaves enough of it for training. Such a fold is scored over the classes
 * that it has.
 */
function isSpread(rows: readonly FoldAssignment[], folds: number): boolean {
  if (countGroups(rows) >= folds) return false;
  return Array.from({ length: folds }, (_, fold) => fold).every(
    (fold) => countGroups(rows.filter((row) => row.fold !== fold)) >= fewestToTrain,
  );
}

function countGroups(rows: readonly FoldAssignment[]): number {
  return new Set(rows.map(groupOf)).size;
}

function classProblems(
  part: FoldAssignment['fold'],
  images: readonly FoldAssignment[],
  spread: ReadonlySet<string>,
  plan: FoldPlan,
): string[] {
  if (images.length === 0) return [`${partName(part)} is empty`];
  const present = new Set(images.map(({ label }) => label));
  return plan.classes
    .filter((label) => !present.has(label) && !spread.has(label))
    .map((label) => `${partName(part)} lacks class ${label} (${extentOf(label, plan)})`);
}

function extentOf(label: string, { assignments, group }: FoldPlan): string {
  const images = assignments.filter((image) => image.label === label);
  const groups = new Set(images.map(({ groupId }) => groupId));
  return `${images.length} images of ${groups.size} ${groupWords({ group }).many} in all`;
}

function leakProblems({ assignments, leak }: FoldPlan): string[] {
  const measured = measureLeak(assignments);
  const right =
    measured.leakedImages === leak.leakedImages && measured.poolImages === leak.poolImages;
  if (right) return [];
  return [
    `the stated leak is ${leak.leakedImages} of ${leak.poolImages} images, the true one ${measured.leakedImages} of ${measured.poolImages}`,
  ];
}

function partName(part: FoldAssignment['fold']): string {
  return part === 'sealed' ? 'the sealed part' : `fold ${part}`;
}
