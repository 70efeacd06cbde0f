import { AppError, foldPlanOptionsSchema, type ForeignAssignment } from '@crossfold/contracts';

const count = foldPlanOptionsSchema.shape.folds;
const [fewest, most] = [count.minValue ?? 2, count.maxValue ?? 50];

/**
 * Checks that the folds of a plan made elsewhere count from 0 and are as many as a plan can have.
 *
 * @throws AppError FOLD_PLAN_INVALID saying what they are instead
 */
export function assertFolds(stated: readonly ForeignAssignment[]): void {
  const numbers = new Set(
    stated.flatMap(({ fold, repeatFolds = [] }) =>
      fold === 'sealed' ? [] : [fold, ...repeatFolds],
    ),
  );
  const folds = [...numbers].sort((a, b) => a - b);
  const [first, last] = [folds[0] ?? 0, folds.at(-1) ?? 0];
  const found = folds.length > 8 ? `${first} … ${last}` : folds.join(', ') || 'none';
  if (first > 0) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected folds from 0 for the fold plan, got ${found}`,
      {
        remedy: `Subtract ${first} from each fold; images of the sealed part have "sealed".`,
      },
    );
  }
  if (folds.length >= fewest && last < most) return;
  throw new AppError(
    'FOLD_PLAN_INVALID',
    `expected ${fewest} to ${most} folds, numbered from 0, for the fold plan, got ${folds.length}: ${found}`,
    { remedy: 'Give each image the number of the fold that tests it, or "sealed" to seal it.' },
  );
}
