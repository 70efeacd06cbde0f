import {
  AppError,
  countRepeats,
  foldPlanOptionsSchema,
  groupWords,
  parseWith,
  type FoldAssignment,
  type FoldPlan,
  type FoldPlanOptions,
  type LabelScheme,
  type Protocol,
} from '@crossfold/contracts';
import { equalByteProblems, joinGroups, withoutCopies } from './equal-bytes.js';
import { measureLeak } from './fold-plan-leak.js';
import { assertFoldPlan } from './fold-plan-rules.js';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { mersenneTwister, type MersenneTwister } from '../split/mersenne-twister.js';
import { planRowProblems, type PlanRow } from './plan-rows.js';
import { chooseSealedParts, singlePart } from './sealed-share.js';
import { stratifiedGroupKFold } from '../split/stratified-group-k-fold.js';
import { stratifiedKFold } from '../split/stratified-k-fold.js';
import { compareText } from '../text-order.js';

/** What is dealt, and what its labels are; a manifest is one. */
export interface PlanSource extends LabelScheme {
  readonly images: readonly PlanRow[];
}

/**
 * Assigns images to folds. The same rows in any order give the same plan.
 *
 * First the sealed part: the rows are split into equal parts with the same seed, and the first
 * of them are sealed, see {@link chooseSealedParts}; so 0.15 seals a seventh, and 0.4 two fifths. The
 * rest is split into `folds`. Both splits are scikit-learn's, shuffled: `StratifiedKFold` for the protocol `image`, otherwise
 * `StratifiedGroupKFold` by patient where the set knows patients, else by group. `dedup` keeps the first image of each group by image id.
 *
 * Images of one file are assigned as one, and the groups that share a file are one group, under every
 * protocol.
 *
 * Repeats split the pool again with the same generator, as scikit-learn's `RepeatedStratifiedKFold`
 * does; grouped ones likewise. So the first is the plan without repeats.
 *
 * @throws AppError FOLD_PLAN_INVALID with one problem for each rule broken: see
 * {@link validateFoldPlan}.
 */
export function planFolds(
  source: PlanSource,
  options: FoldPlanOptions,
  manifestSha256: string | null,
): FoldPlan {
  const checked = parseWith(foldPlanOptionsSchema, options, 'FOLD_PLAN_INVALID', 'the options');
  const { classes, classTitles, positive, group } = source;
  assertTrustedRows(source);
  const kept = joinGroups(keptRows(source.images, checked.protocol));
  assertRoomForSealedPart(kept, checked, group);
  const assignments = assignFolds(kept, checked);
  const plan: FoldPlan = {
    schemaVersion: 3,
    manifestSha256,
    classes,
    classTitles,
    positive,
    group,
    options: checked,
    leak: measureLeak(assignments),
    assignments,
  };
  assertFoldPlan(plan);
  return plan;
}

/** Before any image is left out, so that `dedup` cannot hide a second label. */
function assertTrustedRows(source: PlanSource): void {
  const { images } = source;
  const problems = [...planRowProblems(images, source), ...equalByteProblems(images)];
  if (problems.length === 0) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected each image once and one label for each ${groupWords(source).one}, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, remedy: 'Correct or remove the rows that are listed, and add the data set again.' },
  );
}

/** With the group that equal bytes join it with. */
type DealtRow = PlanRow & Pick<FoldAssignment, 'group'>;

function keptRows(rows: readonly PlanRow[], protocol: Protocol): PlanRow[] {
  const sorted = rows.toSorted((a, b) => compareText(a.imageId, b.imageId));
  if (protocol !== 'dedup') return sorted;
  return [...groupRows(sorted, (row) => row.groupId).values()].flatMap((group) =>
    group.slice(0, 1),
  );
}

function assignFolds(rows: readonly DealtRow[], options: FoldPlanOptions): FoldAssignment[] {
  const { protocol, folds, seed, sealedShare } = options;
  const sealed = sealedRows(rows, options);
  const pool = sealedShare === 0 ? rows : rows.filter((row) => !sealed.has(row));
  const random = mersenneTwister(seed);
  const [first, ...further] = Array.from({ length: countRepeats(options) }, () =>
    splitRows(pool, protocol, folds, random),
  );
  const position = new Map(pool.map((row, i) => [row, i]));
  const foldsOf = (row: DealtRow) => {
    const at = position.get(row);
    if (at === undefined) return { fold: 'sealed' as const };
    const repeatFolds = further.map((split) => split[at] as number);
    return { fold: first?.[at] as number, ...(repeatFolds.length > 0 && { repeatFolds }) };
  };
  return rows.map((row) => ({
    imageId: row.imageId,
    groupId: row.groupId,
    ...(row.patientId !== undefined && { patientId: row.patientId }),
    ...(row.group !== undefined && { group: row.group }),
    label: row.label,
    ...foldsOf(row),
  }));
}

function sealedRows(rows: readonly DealtRow[], options: FoldPlanOptions): ReadonlySet<DealtRow> {
  if (options.sealedShare === 0) return new Set();
  const rarest = Math.min(...countClassUnits(rows, options).map(({ units }) => units));
  const { sealed, of } = chooseSealedParts(options.sealedShare, rarest);
  const part = splitRows(rows, options.protocol, of, options.seed);
  return new Set(rows.filter((_, i) => (part[i] as number) < sealed));
}

function splitRows(
  rows: readonly DealtRow[],
  protocol: Protocol,
  parts: number,
  seed: number | MersenneTwister,
): Int32Array {
  const labelsOf = (images: readonly PlanRow[]) => images.map(({ label }) => label);
  if (protocol === 'image') {
    const { kept, standsFor } = withoutCopies(rows);
    const split = stratifiedKFold(labelsOf(kept), parts, seed);
    return Int32Array.from(standsFor, (place) => split[place] as number);
  }
  return stratifiedGroupKFold(labelsOf(rows), rows.map(groupOf), parts, seed);
}

/** A sealed part so small that the rarest class cannot be in it is refused before the long split. */
function assertRoomForSealedPart(
  rows: readonly DealtRow[],
  options: FoldPlanOptions,
  group: LabelScheme['group'],
): void {
  if (options.sealedShare === 0) return;
  const parts = singlePart(options.sealedShare).of;
  const unit = options.protocol === 'image' ? 'images' : groupWords({ group }).many;
  const scarce = countClassUnits(rows, options).filter(({ units }) => units < parts);
  if (scarce.length === 0) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected at least ${parts} ${unit} of each class for a sealed share of ${options.sealedShare}, got fewer of ${scarce.length} class(es)`,
    {
      problems: scarce.map(({ label, units }) => `class ${label} has ${units} ${unit}`),
      remedy: 'Seal a larger share, or none.',
    },
  );
}

function countClassUnits(rows: readonly DealtRow[], { protocol }: FoldPlanOptions) {
  return [...groupRows(rows, (row) => row.label)].map(([label, ofClass]) => ({
    label,
    units: countUnits(ofClass, protocol),
  }));
}

function countUnits(rows: readonly DealtRow[], protocol: Protocol): number {
  if (protocol === 'image') return withoutCopies(rows).kept.length;
  return new Set(rows.map(groupOf)).size;
}
