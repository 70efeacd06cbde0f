import type { LossConfigOf } from '@crossfold/contracts';
import { adjustedSoftmaxLoss } from './adjusted-softmax-loss.js';
import type { Loss } from './loss.js';

/** Lin et al. 2017, over the classes of a softmax as in Keras, without α: that is class weights. */
export function focal(options: LossConfigOf<'focal'>): Loss {
  return adjustedSoftmaxLoss(options, options.gamma);
}
