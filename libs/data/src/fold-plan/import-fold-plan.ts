import {
  AppError,
  foldPlanSchema,
  parseWith,
  type FoldAssignment,
  type FoldPlan,
  type ForeignAssignment,
  type ImageRecord,
  type Manifest,
  type Protocol,
} from '@crossfold/contracts';
import { measureLeak } from './fold-plan-leak.js';
import { assertFoldPlan } from './fold-plan-rules.js';
import { compareText } from '../text-order.js';

export interface ImportFoldPlanOptions {
  readonly protocol: Protocol;
  readonly manifestSha256: string;
}

/**
 * Makes a fold plan of a plan that was made elsewhere: which image is tested by which fold. Lesions
 * and diagnoses are those of the manifest; where the plan states them too, they must agree. Images
 * that the plan leaves out are counted, and in no part.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every image, lesion, class and fold at fault
 */
export function importFoldPlan(
  foreign: readonly ForeignAssignment[],
  manifest: Manifest,
  { protocol, manifestSha256 }: ImportFoldPlanOptions,
): FoldPlan {
  const records = new Map(manifest.images.map((record) => [record.imageId, record]));
  refuse(foreign.flatMap((stated) => disagreements(stated, records.get(stated.imageId))));
  const assignments = foreign
    .flatMap(({ imageId, fold, repeatFolds }) => {
      const record = records.get(imageId);
      return record ? [assignmentOf(record, { fold, ...(repeatFolds && { repeatFolds }) })] : [];
    })
    .sort((a, b) => compareText(a.imageId, b.imageId));
  const listed = new Set(assignments.map(({ imageId }) => imageId));
  const plan: FoldPlan = {
    schemaVersion: 1,
    manifestSha256,
    options: { protocol, ...countsOf(assignments), seed: 0, testShare: shareOf(assignments) },
    leak: measureLeak(assignments),
    imported: { leftOutImages: records.size - listed.size },
    assignments,
  };
  const parsed = parseWith(foldPlanSchema, plan, 'FOLD_PLAN_INVALID', 'the imported plan');
  assertFoldPlan(parsed);
  return parsed;
}

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
  const records = new Map(manifest.images.map((record) => [record.imageId, record]));
  refuse(plan.assignments.flatMap((stated) => disagreements(stated, records.get(stated.imageId))));
  assertFoldPlan(plan);
}

function disagreements(stated: ForeignAssignment, record: ImageRecord | undefined): string[] {
  const { imageId } = stated;
  if (!record) return [`image ${imageId} is not in the data set`];
  return (['lesionId', 'patientId', 'dx'] as const)
    .filter((field) => stated[field] !== undefined && stated[field] !== record[field])
    .map((field) => {
      const name = { lesionId: 'lesion', patientId: 'patient', dx: 'class' }[field];
      return `image ${imageId} has ${name} ${record[field] ?? 'none'}, and ${stated[field]} in the plan`;
    });
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected a fold plan that agrees with the data set, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, remedy: 'Correct the lines that are listed, or name the data set they belong to.' },
  );
}

function assignmentOf(
  record: ImageRecord,
  dealt: Pick<FoldAssignment, 'fold' | 'repeatFolds'>,
): FoldAssignment {
  const { imageId, lesionId, patientId, dx } = record;
  return { imageId, lesionId, ...(patientId !== undefined && { patientId }), dx, ...dealt };
}

/** Folds count from 0: one that is skipped is empty, which the rules name. */
function countsOf(
  assignments: readonly FoldAssignment[],
): Pick<FoldPlan['options'], 'folds' | 'repeats'> {
  const [folds, repeats] = assignments.reduce(
    ([most, times], { fold, repeatFolds = [] }) => [
      repeatFolds.reduce(
        (high, f) => Math.max(high, f + 1),
        fold === 'test' ? most : Math.max(most, fold + 1),
      ),
      Math.max(times, 1 + repeatFolds.length),
    ],
    [0, 1],
  );
  return { folds, ...(repeats > 1 && { repeats }) };
}

function shareOf(assignments: readonly FoldAssignment[]): number {
  const sealed = assignments.filter(({ fold }) => fold === 'test').length;
  return sealed === 0 ? 0 : sealed / assignments.length;
}
