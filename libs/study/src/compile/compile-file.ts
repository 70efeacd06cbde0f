import {
  AppError,
  studySpecSchema,
  type DatasetPointer,
  type FoldPlan,
  type ForeignArm,
  type Series,
  type Study,
  type StudySpec,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { findDatasetPointer, type ObjectStore } from '@crossfold/storage';
import { z } from 'zod';
import { assertRegionsSeen } from './assert-masks.js';
import { assertStudySize } from './assert-size.js';
import { compileStudy, parseStudySpec } from './compile-study.js';
import { planFor } from './fold-plans.js';
import { assertForeignFit } from './foreign-arms.js';
import { createProblemList, type ProblemList } from './problem-list.js';
import { assertSomeSame } from './same-trials.js';

/** The studies of which a study file may name some. */
export interface KnownStudies {
  /** That a study may have. */
  readonly maxTrials: number;
  /** @throws AppError NOT_FOUND */
  get(studyId: string): { readonly study: Study };
}

export type ParsedFile = ReturnType<typeof parseStudySpec>;

export interface CompiledFile {
  readonly study: Study;
  readonly foldPlan: FoldPlan;
  /** Those that it names in `reuse`. */
  readonly others: readonly Study[];
}

/** What a study file names. */
interface References {
  readonly dataset: DatasetPointer;
  readonly foldPlan: FoldPlan;
  readonly others: readonly Study[];
}

/**
 * @throws AppError SPEC_INVALID, NOT_FOUND with what is wrong in the file, and with what it names
 *   that is not there
 */
export async function parseFile(
  store: ObjectStore,
  studies: KnownStudies,
  body: unknown,
): Promise<ParsedFile> {
  const problems = createProblemList();
  const parsed = problems.gather('', () =>
    parseStudySpec(body, assertTrainable, studies.maxTrials),
  );
  if (parsed) return parsed;
  const { dataset, reuse } = referencesOf(body);
  if (dataset !== null) {
    await problems.gatherAsync('dataset', () => findDatasetPointer(store, dataset));
  }
  for (const studyId of reuse) gatherReused(studies, studyId, problems);
  problems.throwIfAny();
  throw new AppError('INTERNAL', 'expected a problem of the study file, got none');
}

export interface FileInputs {
  /** The study file as it came. */
  readonly body: unknown;
  readonly studyId: string;
  /** The study whose file this is, with changes. */
  readonly clonedFrom?: string | undefined;
  /** Where it stands in a series of studies. */
  readonly series?: Series | undefined;
  /** Models made elsewhere that later stages compare with. */
  readonly laterForeign?: readonly ForeignArm[] | undefined;
}

/**
 * The study that a file comes to with the data set as it is now. Nothing is stored.
 *
 * @throws AppError SPEC_INVALID, FOLD_PLAN_INVALID, NOT_FOUND (data set, plan, study to reuse)
 */
export async function compileFile(
  store: ObjectStore,
  studies: KnownStudies,
  parsed: ParsedFile,
  { body, studyId, clonedFrom, series, laterForeign = [] }: FileInputs,
): Promise<CompiledFile> {
  const { dataset, foldPlan, others } = await findReferences(store, studies, parsed.spec);
  await assertRegionsSeen(store, parsed.variants, dataset, foldPlan);
  await assertForeignFit(store, [...parsed.foreign, ...laterForeign], foldPlan);
  const study = compileStudy(parsed, body, {
    studyId,
    submittedAt: new Date().toISOString(),
    dataset,
    foldPlan,
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
    ...(series && { series }),
  });
  assertStudySize(study, studies.maxTrials);
  assertSomeSame(study, others);
  return { study, others, foldPlan };
}

/** @throws AppError with everything that the file names and that is not there, or does not fit */
async function findReferences(
  store: ObjectStore,
  studies: KnownStudies,
  spec: StudySpec,
): Promise<References> {
  const problems = createProblemList();
  const others = spec.reuse.flatMap((studyId) => gatherReused(studies, studyId, problems) ?? []);
  const dataset = await problems.gatherAsync('dataset', () =>
    findDatasetPointer(store, spec.dataset),
  );
  const foldPlan =
    dataset && (await problems.gatherAsync('foldPlan', () => planFor(store, spec, dataset)));
  problems.throwIfAny();
  if (!dataset || !foldPlan) {
    throw new AppError('INTERNAL', 'expected a data set and a fold plan, got neither');
  }
  return { dataset, foldPlan, others };
}

function gatherReused(
  studies: KnownStudies,
  studyId: string,
  problems: ProblemList,
): Study | undefined {
  return problems.gather('reuse', () => studies.get(studyId).study);
}

/** What a study file names, as far as it can be read. */
function referencesOf(body: unknown): {
  readonly dataset: string | null;
  readonly reuse: readonly string[];
} {
  const { data } = referencesSchema.safeParse(body);
  return { dataset: data?.dataset ?? null, reuse: data?.reuse ?? [] };
}

const referencesSchema = z.object({
  dataset: studySpecSchema.shape.dataset.nullable().catch(null),
  reuse: studySpecSchema.shape.reuse.catch([]),
});
