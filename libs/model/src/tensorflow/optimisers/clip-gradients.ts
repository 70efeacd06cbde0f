import { nativeBackend, tf, type Tf } from '@crossfold/graph/tensorflow';

/**
 * Scales all gradients by one factor so that their global norm is at most `maxNorm`. The norm costs
 * one read of each gradient and no tensor of its size (L2Loss).
 *
 * @returns new tensors; the given ones are disposed
 */
export function clipByGlobalNorm(
  gradients: ReadonlyMap<string, Tf.Tensor>,
  maxNorm: number,
): Map<string, Tf.Tensor> {
  const factor = tf.tidy(() => {
    const halves = [...gradients.values()].map(halfSquaredNorm);
    const norm = tf.sqrt(tf.mul(tf.addN(halves), 2));
    return tf.div(maxNorm, tf.maximum(norm, maxNorm));
  });
  const clipped = [...gradients].map(([name, gradient]): [string, Tf.Tensor] => [
    name,
    tf.mul(gradient, factor),
  ]);
  tf.dispose([factor, ...gradients.values()]);
  return new Map(clipped);
}

/** Σ g² / 2 */
function halfSquaredNorm(gradient: Tf.Tensor): Tf.Tensor {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return backend.executeSingleOutput('L2Loss', [type], [gradient]);
}
