import type { LossConfigOf } from '@crossfold/contracts';
import { adjustedSoftmaxLoss } from './adjusted-softmax-loss.js';
import type { Loss } from './loss.js';

export function crossEntropy(options: LossConfigOf<'crossEntropy'>): Loss {
  return adjustedSoftmaxLoss(options, 0);
}
