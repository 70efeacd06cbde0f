import { AppError, type Study, type StudySpec } from '@crossfold/contracts';
import { droppableArms } from '../race/decide-race.js';
import { stoppableArms } from '../stopping/decide-stop.js';

/**
 * Refuses a race that could never drop an arm.
 *
 * @param splits folds of all repeats
 * @throws AppError SPEC_INVALID
 */
export function assertRace(
  { racing, seeds }: Pick<StudySpec, 'racing' | 'seeds'>,
  study: Pick<Study, 'variants' | 'ensemble'>,
  splits: number,
): void {
  if (!racing) return;
  const cells = splits * seeds.length;
  if (racing.minCells >= cells) {
    throw invalid(
      `racing.minCells: expected fewer than the ${cells} cells of each variant, got ${racing.minCells}`,
    );
  }
  if (droppableArms(study, racing).length === 0) {
    throw invalid(
      'racing: expected an arm that may be dropped (no null arm, none that votes in the ensemble), got none',
    );
  }
  if (racing.keep >= study.variants.length) {
    throw invalid(
      `racing.keep: expected fewer than the ${study.variants.length} variants, got ${racing.keep}`,
    );
  }
}

/**
 * Refuses a rule that could never stop a trial.
 *
 * @throws AppError SPEC_INVALID
 */
export function assertStopping(
  { stopping }: Pick<StudySpec, 'stopping'>,
  study: Pick<Study, 'variants' | 'ensemble'>,
): void {
  if (!stopping) return;
  const arms = stoppableArms(study);
  if (arms.length === 0) {
    throw invalid(
      'stopping: expected an arm whose trials may be stopped (no null arm, none that others are compared with or that votes in the ensemble), got none',
    );
  }
  const longest = Math.max(...arms.map(({ config }) => epochsOf(config)));
  if (stopping.minEpochs >= longest) {
    throw invalid(
      `stopping.minEpochs: expected fewer than the ${longest} epochs of the longest arm, got ${stopping.minEpochs}`,
    );
  }
}

function epochsOf({ training }: Study['variants'][number]['config']): number {
  return training.stages.reduce((sum, { epochs }) => sum + epochs, 0);
}

function invalid(problem: string): AppError {
  const message = `the study file has 1 problem(s): ${problem}`;
  return new AppError('SPEC_INVALID', message, { problems: [problem] });
}
