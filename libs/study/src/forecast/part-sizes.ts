import {
  countSplits,
  countRepeats,
  type FoldPlan,
  type Forecast,
  type Study,
  type Variant,
} from '@crossfold/contracts';
import { innerValidationSplit } from '@crossfold/data';

/**
 * Images of the parts of a trial of a study, on average over the splits.
 *
 * @throws AppError FOLD_PLAN_INVALID when a class has too few groups for an inner validation part
 */
export function meanPartSizes(plan: FoldPlan, { seeds, variants }: Study): Forecast['images'] {
  const [seed = 0, share = 0] = [seeds[0], variants[0]?.config.training.validationShare];
  const splits = countSplits(plan.options);
  const sums = { train: 0, validation: 0, test: 0 };
  for (let split = 0; split < splits; split += 1) {
    const parts = innerValidationSplit(plan, split, seed, share);
    sums.train += parts.train.length;
    sums.validation += parts.validation.length;
    sums.test += parts.test.length;
  }
  const { train, validation, test } = sums;
  return {
    train: Math.round(train / splits),
    validation: Math.round(validation / splits),
    test: Math.round(test / splits),
  };
}

/**
 * About how many images a trial trains on, by what the study alone says: good for comparing one study
 * with another.
 */
export function expectedTrainImages({ foldPlan }: Study, { config }: Variant): number {
  const { leak, options } = foldPlan;
  const pool = leak.poolImages / countRepeats(options);
  const { validationShare, trainShare } = config.training;
  return pool * (1 - 1 / options.folds) * (1 - validationShare) * trainShare;
}
