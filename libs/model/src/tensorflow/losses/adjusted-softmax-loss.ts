import type { LossConfigOf } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { logFrequencies } from '../../logit-shifts.js';
import type { Loss } from './loss.js';
import { softmaxLoss } from './softmax-loss.js';

type Options = Pick<LossConfigOf<'crossEntropy'>, 'labelSmoothing' | 'logitAdjustment'>;

/**
 * Cross-entropy or focal loss of smooth targets and of logits that are adjusted by the frequency of
 * each class (Menon et al. 2021).
 */
export function adjustedSoftmaxLoss(
  { labelSmoothing, logitAdjustment }: Options,
  focalGamma: number,
): Loss {
  return {
    classShifts:
      logitAdjustment === 0
        ? null
        : (counts) => logFrequencies(counts).map((log) => logitAdjustment * log),
    perImage: ({ logits, oneHot, shifts }) => {
      const targets = tf.add<Tf.Tensor2D>(
        tf.mul(oneHot, 1 - labelSmoothing),
        labelSmoothing / logits.shape[1],
      );
      return softmaxLoss(shifts ? tf.add(logits, shifts) : logits, targets, focalGamma);
    },
  };
}
