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
import { assertSomeSame, findReusable, type ReusedStudy } from './same-trials.js';

/** The studies of which a study file may name some. */
export interface KnownStudies {
  /** That a study may have. */
  readonly maxTrials: number;
  /** @throws AppError NOT_FOUND */
  get(studyId: string): ReusedStudy;
  /** All of them, the newest first. */
  list(): readonly ReusedStudy[];
}

export type ParsedFile = ReturnType<typeof parseStudySpec>;

export interface CompiledFile {
  readonly study: Study;
  readonly foldPlan: FoldPlan;
  /** Those whose results it takes. */
  readonly others: readonly ReusedStudy[];
}

/** What a study file names. */
interface References {
  readonly dataset: DatasetPointer;
  readonly foldPlan: FoldPlan;
  /** Null where they are to be found. */
  readonly others: readonly ReusedStudy[] | null;
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
  const { dataset, foldPlan, others: named } = await findReferences(store, studies, parsed.spec);
  await assertRegionsSeen(store, parsed.variants, dataset, foldPlan);
  await assertForeignFit(store, [...parsed.foreign, ...laterForeign], foldPlan);
  const compiled = compileStudy(parsed, body, {
    studyId,
    submittedAt: new Date().toISOString(),
    dataset,
    foldPlan,
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
    ...(series && { series }),
  });
  assertStudySize(compiled, studies.maxTrials);
  if (named) assertSomeSame(compiled, named);
  const others = named ?? findReusable(compiled, studies.list());
  return { study: withReused(compiled, others), others, foldPlan };
}

/** The study with the names of those whose results it takes: whoever has some later is not asked. */
export function withReused(study: Study, others: readonly ReusedStudy[]): Study {
  const { reuse: _, ...rest } = study;
  if (others.length === 0) return rest;
  return { ...rest, reuse: others.map(({ study: { studyId } }) => studyId) };
}

/** @throws AppError with everything that the file names and that is not there, or does not fit */
async function findReferences(
  store: ObjectStore,
  studies: KnownStudies,
  spec: StudySpec,
): Promise<References> {
  const problems = createProblemList();
  const others =
    spec.reuse === 'auto'
      ? null
      : spec.reuse.flatMap((studyId) => gatherReused(studies, studyId, problems) ?? []);
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
): ReusedStudy | undefined {
  return problems.gather('reuse', () => studies.get(studyId));
}

/** What a study file names, as far as it can be read. */
function referencesOf(body: unknown): {
  readonly dataset: string | null;
  readonly reuse: readonly string[];
} {
  const { data } = referencesSchema.safeParse(body);
  const reuse = data?.reuse ?? [];
  return { dataset: data?.dataset ?? null, reuse: reuse === 'auto' ? [] : reuse };
}

const referencesSchema = z.object({
  dataset: studySpecSchema.shape.dataset.nullable().catch(null),
  reuse: studySpecSchema.shape.reuse.catch([]),
});
