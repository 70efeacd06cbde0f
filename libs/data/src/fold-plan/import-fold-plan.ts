import {
  AppError,
  foldPlanSchema,
  groupWords,
  parseWith,
  type FoldAssignment,
  type FoldPlan,
  type ForeignAssignment,
  type ImageRecord,
  type LabelScheme,
  type Manifest,
  type Protocol,
} from '@crossfold/contracts';
import { measureLeak } from './fold-plan-leak.js';
import { assertFolds } from './foreign-folds.js';
import { equalByteProblems, joinGroups } from './equal-bytes.js';
import { matchIds } from './foreign-ids.js';
import { assertFoldPlan } from './fold-plan-rules.js';
import { groupOf } from '../group-of.js';
import { nameSome } from '../name-some.js';
import { compareText } from '../text-order.js';

export interface ImportFoldPlanOptions {
  readonly protocol: Protocol;
  readonly manifestSha256: string;
}

/**
 * Makes a fold plan of a plan that was made elsewhere: which image is tested by which fold. Groups
 * and labels are those of the manifest; where the plan states them too, they must agree. Images
 * that the plan leaves out are counted, and in no part.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every image, group, class and fold at fault
 */
export function importFoldPlan(
  foreign: readonly ForeignAssignment[],
  manifest: Manifest,
  { protocol, manifestSha256 }: ImportFoldPlanOptions,
): FoldPlan {
  refuse(equalByteProblems(manifest.images));
  const records = new Map(joinGroups(manifest.images).map((record) => [record.imageId, record]));
  const stated = matchIds(foreign, records);
  const [anyId = 'none'] = records.keys();
  refuse(
    stated.flatMap((row) => disagreements(row, records.get(row.imageId), manifest)),
    `Correct the lines that are listed (the data set has ids such as ${anyId}), or name the data set they belong to: --dataset NAME.`,
  );
  assertFolds(stated);
  const assignments = stated
    .flatMap(({ imageId, fold, repeatFolds }) => {
      const record = records.get(imageId);
      return record ? [assignmentOf(record, { fold, ...(repeatFolds && { repeatFolds }) })] : [];
    })
    .sort((a, b) => compareText(a.imageId, b.imageId));
  const listed = new Set(assignments.map(({ imageId }) => imageId));
  const plan: FoldPlan = {
    schemaVersion: 3,
    manifestSha256,
    classes: manifest.classes,
    classTitles: manifest.classTitles,
    positive: manifest.positive,
    group: manifest.group,
    options: { protocol, ...countsOf(assignments), seed: 0, sealedShare: shareOf(assignments) },
    leak: measureLeak(assignments),
    imported: { leftOutImages: records.size - listed.size },
    assignments,
  };
  const parsed = parseWith(foldPlanSchema, plan, 'FOLD_PLAN_INVALID', 'the imported plan');
  assertFoldPlan(parsed, importRemedy);
  return parsed;
}

const importRemedy =
  'Correct the folds that are listed, or import the plan under another rule: --split image allows groups to cross.';

/**
 * Checks a stored plan again before a study rests on it: its own rules, and that it says of each
 * image what the manifest says.
 *
 * @throws AppError FOLD_PLAN_INVALID naming what is at fault
 */
export function assertPlanOf(plan: FoldPlan, manifest: Manifest, manifestSha256: string): void {
  if (plan.manifestSha256 !== manifestSha256) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected a fold plan of manifest ${manifestSha256.slice(0, 12)}, got one of ${plan.manifestSha256?.slice(0, 12) ?? 'no manifest'}`,
      { remedy: 'Import the plan again for the data set as it is now.' },
    );
  }
  const records = new Map(joinGroups(manifest.images).map((record) => [record.imageId, record]));
  refuse(crossingCopies(plan, records));
  refuse(
    plan.assignments.flatMap((stated) =>
      disagreements(stated, records.get(stated.imageId), manifest),
    ),
  );
  assertFoldPlan(plan);
}

function disagreements(
  stated: ForeignAssignment,
  record: ImageRecord | undefined,
  scheme: Pick<LabelScheme, 'group'>,
): string[] {
  const { imageId } = stated;
  if (!record) return [`image ${imageId} is not in the data set`];
  return (['groupId', 'patientId', 'label'] as const)
    .filter((field) => stated[field] !== undefined && stated[field] !== record[field])
    .map((field) => {
      const name = { groupId: groupWords(scheme).one, patientId: 'patient', label: 'class' }[field];
      return `image ${imageId} has ${name} ${record[field] ?? 'none'}, and ${stated[field]} in the plan`;
    });
}

type GroupedRecord = ImageRecord & Pick<FoldAssignment, 'group'>;

/** A plan may have been made before groups that share a file were joined. */
function crossingCopies(
  { assignments, options }: FoldPlan,
  records: ReadonlyMap<string, GroupedRecord>,
): string[] {
  if (options.protocol === 'image') return [];
  const joined = assignments.filter((row) => records.get(row.imageId)?.group !== row.group);
  const groups = new Set(joined.map(({ imageId }) => records.get(imageId)?.group));
  return [...groups].flatMap((group) => {
    const rows = assignments.filter((row) => groupOf(records.get(row.imageId) ?? row) === group);
    const parts = new Set(rows.map(({ fold, repeatFolds = [] }) => [fold, ...repeatFolds].join()));
    if (parts.size < 2) return [];
    const ids = nameSome(rows.map(({ imageId }) => imageId));
    return [
      `images ${ids} belong together, because some are the same file, and lie in several parts`,
    ];
  });
}

function refuse(problems: readonly string[], remedy?: string): void {
  if (problems.length === 0) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected a fold plan that agrees with the data set, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, remedy: remedy ?? 'Add the data set again, and plan or import its folds anew.' },
  );
}

function assignmentOf(
  record: GroupedRecord,
  dealt: Pick<FoldAssignment, 'fold' | 'repeatFolds'>,
): FoldAssignment {
  const { imageId, groupId, patientId, group, label } = record;
  const patient = patientId === undefined ? {} : { patientId };
  return { imageId, groupId, ...patient, ...(group !== undefined && { group }), label, ...dealt };
}

/** Folds count from 0: one that is skipped is empty, which the rules name. */
function countsOf(
  assignments: readonly FoldAssignment[],
): Pick<FoldPlan['options'], 'folds' | 'repeats'> {
  const [folds, repeats] = assignments.reduce(
    ([most, times], { fold, repeatFolds = [] }) => [
      repeatFolds.reduce(
        (high, f) => Math.max(high, f + 1),
        fold === 'sealed' ? most : Math.max(most, fold + 1),
      ),
      Math.max(times, 1 + repeatFolds.length),
    ],
    [0, 1],
  );
  return { folds, ...(repeats > 1 && { repeats }) };
}

function shareOf(assignments: readonly FoldAssignment[]): number {
  const sealed = assignments.filter(({ fold }) => fold === 'sealed').length;
  return sealed === 0 ? 0 : sealed / assignments.length;
}
