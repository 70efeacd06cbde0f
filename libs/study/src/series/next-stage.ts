import {
  AppError,
  nextStudyId,
  records,
  stageStudyId,
  whyNoneIsSame,
  type FoldPlan,
  type Study,
  type Winner,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { readRecord, type ObjectStore } from '@crossfold/storage';
import { withReused, type KnownStudies } from '../compile/compile-file.js';
import { assertRegionsSeen } from '../compile/assert-masks.js';
import { assertForeignFit } from '../compile/foreign-arms.js';
import { assertStudySize } from '../compile/assert-size.js';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { findFoldPlan } from '../compile/fold-plans.js';
import { findReusable } from '../compile/same-trials.js';
import { chooseWinner } from './choose-winner.js';
import { parseStagedFile, stageBody, type StagedFile } from './stage-files.js';

/**
 * The study that follows one of a series, on the same images and folds, from the store alone: who
 * compiles it, when, and how often makes no difference but for its time of submission. Nothing is
 * stored.
 *
 * @returns null after the last stage
 * @throws AppError REQUEST_UNFIT where no variant could win; as compiling a study does
 */
export async function compileNextStage(
  store: ObjectStore,
  studies: KnownStudies,
  study: Study,
): Promise<Study | null> {
  const { series } = study;
  const studyId = nextStudyId(study);
  if (!series || studyId === null) return null;
  const staged = parseStagedFile(series.file as Readonly<Record<string, unknown>>);
  const index = series.index + 1;
  const earlier = series.stages
    .slice(0, index)
    .map((stage) => studies.get(stageStudyId(series.seriesId, stage)).study);
  const winner = await winnerFor(store, staged, index, earlier);
  const foldPlan = await findFoldPlan(store, study.foldPlan.sha256);
  const compile = (reuse: readonly string[]) =>
    compileStage(
      { staged, index, winner, earlier, reuse },
      { study, studyId, foldPlan },
      studies.maxTrials,
    );
  const alone = compile([]);
  await assertRegionsSeen(store, alone.variants, study.dataset, foldPlan);
  await assertForeignFit(store, alone.foreignArms ?? [], foldPlan);
  assertStudySize(alone, studies.maxTrials);
  // The earlier stages are among them.
  if (staged.file.reuse === 'auto') return withReused(alone, findReusable(alone, studies.list()));
  const shared = earlier.filter((other) => whyNoneIsSame(other, alone) === null);
  return shared.length === 0 ? alone : compile(shared.map((other) => other.studyId));
}

interface StageParts {
  readonly staged: StagedFile;
  readonly index: number;
  readonly winner: Winner | null;
  readonly earlier: readonly Study[];
  readonly reuse: readonly string[];
}

function compileStage(
  { staged, index, winner, earlier, reuse }: StageParts,
  {
    study,
    studyId,
    foldPlan,
  }: { readonly study: Study; readonly studyId: string; readonly foldPlan: FoldPlan },
  maxTrials: number,
): Study {
  const config = winner && configOf(winner, earlier);
  const body = stageBody(staged, index, config, reuse);
  const parsed = parseStudySpec(body, assertTrainable, maxTrials);
  const { seriesId, stages, file } = study.series ?? { seriesId: '', stages: [], file: null };
  const compiled = compileStudy(parsed, body, {
    studyId,
    submittedAt: new Date().toISOString(),
    dataset: study.dataset,
    foldPlan,
    series: { seriesId, stages: [...stages], index, winner, file },
  });
  return { ...compiled, foldPlan: study.foldPlan };
}

async function winnerFor(
  store: ObjectStore,
  { stages }: StagedFile,
  index: number,
  earlier: readonly Study[],
): Promise<Winner | null> {
  const choice = stages[index]?.baseline;
  if (choice?.winnerOf === undefined) return null;
  const { winnerOf } = choice;
  const source = earlier[stages.findIndex(({ name }) => name === winnerOf)];
  if (!source) throw new AppError('INTERNAL', `expected the study of stage ${winnerOf}, got none`);
  const report = await readRecord(store, records.report, { studyId: source.studyId });
  return chooseWinner(source, report, choice);
}

function configOf({ studyId, variant }: Winner, earlier: readonly Study[]) {
  const source = earlier.find((study) => study.studyId === studyId);
  return source?.variants.find(({ name }) => name === variant)?.config ?? null;
}
