import type { LossConfigOf } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Loss } from './loss.js';

/**
 * (1 − p^q) / q of the probability p of the labelled class (Zhang and Sabuncu 2018): cross-entropy
 * as q tends to 0, the mean absolute error at 1. Its gradient is that of cross-entropy times p^q: the
 * more a label contradicts what the model is sure of, the less it weighs, so that wrong labels are
 * not learnt by heart.
 */
export function generalisedCrossEntropy({ q }: LossConfigOf<'gce'>): Loss {
  return {
    classShifts: null,
    perImage: ({ logits, oneHot }) => {
      const logP = tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1);
      // expm1 keeps the digits that 1 − p^q loses for a small q.
      return tf.div<Tf.Tensor1D>(tf.neg(tf.expm1(tf.mul(logP, q))), q);
    },
  };
}
