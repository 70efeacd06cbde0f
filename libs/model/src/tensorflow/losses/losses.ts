import { AppError, type LossConfig, type LossConfigOf, type LossName } from '@crossfold/contracts';
import { crossEntropy } from './cross-entropy.js';
import { focal } from './focal.js';
import { generalisedCrossEntropy } from './generalised-cross-entropy.js';
import { ldam } from './ldam.js';
import type { Loss } from './loss.js';

/** The terms of each loss, one row each. What a study file may say of it: `lossTable` of contracts. */
const losses = {
  crossEntropy,
  focal,
  ldam,
  gce: generalisedCrossEntropy,
} as const satisfies { readonly [Name in LossName]: (options: LossConfigOf<Name>) => Loss };

/** The loss that a configuration names. */
export function lossOf(config: LossConfig): Loss {
  const create = losses[config.name] as (options: LossConfig) => Loss;
  return create(config);
}

/**
 * What the loss knows of each class beside the weights, [classes].
 *
 * @param counts images of each class in the training part, [classes]
 * @returns null for a loss that asks for nothing
 * @throws AppError INTERNAL when the loss needs counts and there are none
 */
export function classShifts(
  config: LossConfig,
  counts: ArrayLike<number> | undefined,
): Float32Array | null {
  const loss = lossOf(config);
  if (loss.classShifts === null) return null;
  if (counts) return loss.classShifts(counts);
  throw new AppError('INTERNAL', `expected class counts for the loss ${config.name}, got none`);
}
