import type { LossConfigOf } from '@crossfold/contracts';
import { tf } from '@crossfold/graph/tensorflow';
import { ldamMargins } from '../../logit-shifts.js';
import type { Loss } from './loss.js';
import { softmaxLoss } from './softmax-loss.js';

/** Cross-entropy of logits that lack a margin at the true class (Cao et al. 2019). */
export function ldam({ maxMargin }: LossConfigOf<'ldam'>): Loss {
  return {
    classShifts: (counts) => ldamMargins(counts, maxMargin).map((margin) => -margin),
    perImage: ({ logits, oneHot, shifts }) =>
      softmaxLoss(shifts ? tf.add(logits, tf.mul(oneHot, shifts)) : logits, oneHot, 0),
  };
}
