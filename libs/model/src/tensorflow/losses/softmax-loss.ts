import { tf, type Tf } from '@crossfold/graph/tensorflow';

/**
 * Loss of each image, from logits, with its analytic gradient.
 *
 * With smoothed targets t and probabilities p the loss is −Σ_k t_k (1−p_k)^γ log p_k: focal loss
 * (Lin et al. 2017) as Keras's CategoricalFocalCrossentropy has it, and cross-entropy at γ = 0.
 * Automatic differentiation of the formula gives NaN where (1−p)^(γ−1) meets p = 1; the gradient
 * below stays finite for all finite logits.
 *
 * @param logits [batch, classes]
 * @param targets [batch, classes], rows summing to one
 * @returns [batch]
 */
export function softmaxLoss(
  logits: Tf.Tensor2D,
  targets: Tf.Tensor2D,
  focalGamma: number,
): Tf.Tensor1D {
  const loss = tf.customGrad((...args: unknown[]) => {
    const [z, save] = args as [Tf.Tensor2D, (tensors: Tf.Tensor[]) => void];
    const logP = tf.logSoftmax(z);
    save([logP, targets]);
    const value = tf.neg(tf.sum(tf.mul(targets, focalTerm(logP, focalGamma)), 1));
    return {
      value,
      gradFunc: (dy: Tf.Tensor, saved: Tf.Tensor[]) => {
        const [savedLogP, savedTargets] = saved as [Tf.Tensor2D, Tf.Tensor2D];
        return tf.mul(tf.expandDims(dy, 1), logitGradient(savedLogP, savedTargets, focalGamma));
      },
    };
  });
  return loss(logits) as Tf.Tensor1D;
}

/** (1 − p)^γ log p */
function focalTerm(logP: Tf.Tensor2D, gamma: number): Tf.Tensor {
  return gamma === 0 ? logP : tf.mul(tf.pow(complement(logP), gamma), logP);
}

/**
 * With g_k = d/d(log p_k) of the k-th term: ∂loss/∂z_j = p_j Σ_k t_k g_k − t_j g_j, where
 * g = (1−p)^γ − γ p (1−p)^(γ−1) log p.
 */
function logitGradient(logP: Tf.Tensor2D, targets: Tf.Tensor2D, gamma: number): Tf.Tensor2D {
  const p = tf.exp(logP);
  const weighted = tf.mul(targets, gamma === 0 ? tf.onesLike(p) : focalSlope(p, logP, gamma));
  return tf.sub(tf.mul(p, tf.sum(weighted, 1, true)), weighted);
}

function focalSlope(p: Tf.Tensor, logP: Tf.Tensor2D, gamma: number): Tf.Tensor {
  const q = complement(logP);
  // (1−p)^(γ−1) log p tends to −(1−p)^γ as p → 1; the quotient avoids a negative power of zero.
  const ratio = tf.where(tf.greater(q, 1e-7), tf.div(logP, tf.maximum(q, 1e-7)), -1);
  const bracket = tf.sub(1, tf.mul(tf.mul(p, ratio), gamma));
  return tf.mul(tf.pow(q, gamma), bracket);
}

/** 1 − p without cancellation near p = 1. */
function complement(logP: Tf.Tensor): Tf.Tensor {
  return tf.neg(tf.expm1(logP));
}
