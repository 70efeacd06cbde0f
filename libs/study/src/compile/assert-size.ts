import {
  AppError,
  countTrials,
  ensembleVariants,
  studyLimits,
  type Study,
  type StudySpec,
} from '@crossfold/contracts';
import { countArms } from '../arms/draft-arms.js';

const raise = 'CROSSFOLD_MAX_TRIALS of the orchestrator';

/**
 * Refuses a study file that asks for more than can be kept in memory and in the queue. Products are
 * computed, nothing is expanded: a file of 13 kB may ask for millions of trials.
 *
 * @throws AppError SPEC_INVALID with every product that is too large
 */
export function assertSpecSize(spec: StudySpec, maxTrials: number): void {
  const { arms, seeds, foldPlan, folds, repeats, ensemble } = spec;
  const variants = 1 + countArms(arms, spec.baseline);
  // An imported plan has at least two folds; how many exactly is counted when it has been read.
  const cells = (foldPlan === undefined ? folds * repeats : 2) * seeds.length;
  const problems: string[] = [];
  if (variants > studyLimits.variants) {
    problems.push(`arms: expected at most ${studyLimits.variants} variants, got ${variants}`);
  }
  if (cells * variants > maxTrials) {
    const product = `${variants} variants × ${cells / seeds.length} folds × ${seeds.length} seeds`;
    problems.push(tooManyTrials(maxTrials, cells * variants, product));
  }
  problems.push(...(ensemble ? ensembleProblems(ensemble, cells) : []));
  refuse(problems);
}

/**
 * The same for a study whose fold plan is known.
 *
 * @throws AppError SPEC_INVALID
 */
export function assertStudySize(study: Study, maxTrials: number): void {
  const trials = countTrials(study);
  if (trials <= maxTrials) return;
  const { variants, seeds } = study;
  const folds = trials / variants.length / seeds.length;
  const product = `${variants.length} variants × ${folds} folds × ${seeds.length} seeds`;
  refuse([tooManyTrials(maxTrials, trials, product)]);
}

function ensembleProblems(ensemble: NonNullable<StudySpec['ensemble']>, cells: number): string[] {
  const { combination, selection, variant = '', partners } = ensemble;
  const voting = ensembleVariants({ variant, partners }).length;
  const problems: string[] = [];
  if (cells * voting > studyLimits.members) {
    problems.push(
      `ensemble: expected at most ${studyLimits.members} members, got ${cells * voting} of ${voting} variants`,
    );
  }
  const steps = selection.rounds * Math.max(1, selection.bags) * voting;
  if (combination === 'greedy' && steps > studyLimits.selectionSteps) {
    problems.push(
      `ensemble.selection: expected rounds × bags × variants of at most ${studyLimits.selectionSteps}, got ${steps}`,
    );
  }
  return problems;
}

function tooManyTrials(most: number, got: number, product: string): string {
  return `trials: expected at most ${most}, got ${got} = ${product}`;
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const message = `the study has ${problems.length} problem(s): ${problems.join('; ')}`;
  throw new AppError('SPEC_INVALID', message, {
    problems,
    remedy: `Split the study, or raise the limit of trials: ${raise}.`,
  });
}
