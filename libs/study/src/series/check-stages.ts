import { AppError, type Variant, type VariantConfig } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { countArms } from '../arms/draft-arms.js';
import { parseStudySpec, type ParsedSpec } from '../compile/compile-study.js';
import { createProblemList } from '../compile/problem-list.js';
import { stageBody, type StagedFile } from './stage-files.js';

/** Variants of later stages that are compiled for every possible winner. */
const maxVariants = 5_000;

interface Outcome {
  readonly winner: string | null;
  readonly parsed: ParsedSpec;
}

/** What a stage may come to. */
export interface CheckedStage {
  /** With each possible winner, that of the baseline first. */
  readonly outcomes: readonly [Outcome, ...Outcome[]];
}

/**
 * Compiles every stage for every variant that may win, so that no stage is refused after an earlier
 * one was trained.
 *
 * @throws AppError SPEC_INVALID with the problems of all stages at once
 */
export function checkStages(staged: StagedFile, maxTrials: number): CheckedStage[] {
  const problems = createProblemList();
  const checked: CheckedStage[] = [];
  for (const [index, stage] of staged.stages.entries()) {
    const { winnerOf } = stage.baseline;
    const source = staged.stages.findIndex(({ name }) => name === winnerOf);
    const candidates = source < 0 ? [null] : possibleWinners(checked[source]);
    problems.gather('stages', () => {
      assertCountable(candidates, staged, index);
    });
    problems.throwIfAny();
    const outcomes = candidates.flatMap((winner) => {
      const where = whereAt(stage.name, winner);
      const parsed = problems.gather('', () =>
        saying(where, () =>
          parseStudySpec(
            stageBody(staged, index, winner?.config ?? null),
            assertTrainable,
            maxTrials,
          ),
        ),
      );
      return parsed ? [{ winner: winner?.name ?? null, parsed }] : [];
    });
    const [first, ...others] = outcomes;
    // A later stage has no possible winner of one that is refused.
    if (!first) break;
    checked.push({ outcomes: [first, ...others] });
  }
  problems.throwIfAny();
  return checked;
}

function possibleWinners(stage: CheckedStage | undefined): Variant[] {
  const variants = (stage?.outcomes ?? []).flatMap(({ parsed }) => parsed.variants);
  return variants.filter(
    ({ isNull, configSha256 }, at) =>
      !isNull && variants.findIndex((other) => other.configSha256 === configSha256) === at,
  );
}

function whereAt(stage: string, winner: Pick<Variant, 'name'> | null): string {
  return winner ? `stage ${stage}, if ${winner.name} wins` : `stage ${stage}`;
}

/** Names the stage with each problem: the file of a stage is not what the researcher wrote. */
function saying<T>(where: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, problems, remedy } = error;
    const own = problems.length > 0 ? problems : [message];
    throw new AppError(code, `${where}: ${message}`, {
      problems: own.map((problem) => `${where}: ${problem}`),
      remedy,
    });
  }
}

function assertCountable(
  candidates: readonly ({ readonly config: VariantConfig } | null)[],
  { file, stages }: StagedFile,
  index: number,
): void {
  const arms = stages[index]?.arms;
  const variants = candidates.length * (1 + (arms ? countArms(arms, file.baseline) : 0));
  if (variants <= maxVariants) return;
  throw new AppError(
    'SPEC_INVALID',
    `expected at most ${maxVariants} variants over all possible winners, got ${variants} = ${candidates.length} winners × ${variants / candidates.length} variants of ${stages[index]?.name ?? ''}`,
  );
}
