import { AppError, type ForeignArm, type Series } from '@crossfold/contracts';
import { checkStages, type CheckedStage } from './check-stages.js';
import { hasStages, parseStagedFile, stageBody } from './stage-files.js';

/** Models made elsewhere that the stages after the first compare with. */
export function laterForeignArms({ later }: Pick<FirstStudy, 'later'>): ForeignArm[] {
  return later.flatMap(({ outcomes: [{ parsed }] }) => parsed.foreign);
}

/** What is submitted of a study file: all of it, or of a series the first stage. */
export interface FirstStudy {
  /** Its own study file. */
  readonly body: unknown;
  /** Null for a study that stands alone. */
  readonly series: ((seriesId: string) => Series) | null;
  /** That follow; checked. */
  readonly later: readonly (CheckedStage & { readonly name: string })[];
}

/**
 * Takes a study file apart into its stages, each checked for every possible winner.
 *
 * @throws AppError SPEC_INVALID with the problems of all stages at once
 */
export function firstStudyOf(body: unknown, maxTrials: number): FirstStudy {
  if (!hasStages(body)) return { body, series: null, later: [] };
  const staged = parseStagedFile(body);
  const [, ...later] = checkStages(staged, maxTrials);
  const stages = staged.stages.map(({ name }) => name);
  if (stages.length === 0)
    throw new AppError('SPEC_INVALID', 'stages: expected two or more, got 0');
  return {
    body: stageBody(staged, 0, null),
    series: (seriesId) => ({ seriesId, stages, index: 0, winner: null, file: body }),
    later: later.map((stage, at) => ({ ...stage, name: stages[at + 1] ?? '' })),
  };
}
