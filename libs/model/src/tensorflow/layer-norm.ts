import { tf, type Tf } from '@crossfold/graph/tensorflow';

/**
 * Normalisation over the last axis: (x − mean) / √(variance + ε) · γ + β, with its analytic gradient
 *
 *   ∂/∂x = (g − mean(g) − x̂·mean(g·x̂)) / √(variance + ε), g = dy·γ
 *
 * which needs x̂ alone from the forward pass.
 *
 * @param x [..., channels]
 */
export function layerNorm(
  x: Tf.Tensor,
  gamma: Tf.Tensor1D,
  beta: Tf.Tensor1D,
  epsilon: number,
): Tf.Tensor {
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [input, scale, offset, save] = args as [
      Tf.Tensor,
      Tf.Tensor1D,
      Tf.Tensor1D,
      (tensors: Tf.Tensor[]) => void,
    ];
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(centred, inverse);
    save([normal, inverse, scale]);
    return {
      value: tf.add(tf.mul(normal, scale), offset),
      gradFunc: (dy: Tf.Tensor, saved: Tf.Tensor[]) =>
        gradients(dy, saved as [Tf.Tensor, Tf.Tensor, Tf.Tensor]),
    };
  });
  return normalise(x, gamma, beta);
}

function gradients(
  dy: Tf.Tensor,
  [normal, inverse, gamma]: readonly [Tf.Tensor, Tf.Tensor, Tf.Tensor],
): Tf.Tensor[] {
  const positions = dy.shape.slice(0, -1).map((_, axis) => axis);
  const g = tf.mul(dy, gamma);
  const along = tf.mul(normal, tf.mean(tf.mul(g, normal), -1, true));
  const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), along), inverse);
  return [dx, tf.sum(tf.mul(dy, normal), positions), tf.sum(dy, positions)];
}
