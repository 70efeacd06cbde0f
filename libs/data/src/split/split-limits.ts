import { AppError } from '@crossfold/contracts';

/**
 * The refusals of scikit-learn's stratified splitters.
 *
 * @throws AppError FOLD_PLAN_INVALID
 */
export function assertSplittable(folds: number, classCounts: Float64Array): void {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new AppError('FOLD_PLAN_INVALID', `expected 2 or more folds for a split, got ${folds}`);
  }
  if (classCounts.every((count) => count < folds)) {
    const largest = Math.max(0, ...classCounts);
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected a class of ${folds} or more images for ${folds} folds, got ${largest} at most`,
    );
  }
}
