import { optimiserTable, type OptimiserConfigOf } from '@crossfold/contracts';
import { typeAttribute } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import type { EagerTarget, UpdateRule } from './update-rule.js';

type AdamOptions = Omit<OptimiserConfigOf<'adam'>, 'name'>;

/**
 * Adam (Kingma and Ba 2015) as Keras and TensorFlow compute it: both bias corrections are folded
 * into the step size, and ε is added to the uncorrected √v, unlike PyTorch.
 */
export function adam(options: AdamOptions): UpdateRule {
  const { beta1, beta2, epsilon } = options;
  return {
    slots: optimiserTable.adam.slots,
    rateScalars: ['stepSize'],
    scalars: (learningRate, t) => ({
      stepSize: (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t),
    }),
    applyEagerly: ({ parameter, slots }, gradient, scalars) => {
      const { m, v } = slots as Record<'m' | 'v', EagerTarget['parameter']>;
      tf.tidy(() => {
        m.assign(tf.add(m, tf.mul(tf.sub(gradient, m), 1 - beta1)));
        v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2)));
        const change = tf.div(m, tf.add(tf.sqrt(v), epsilon));
        parameter.assign(tf.sub(parameter, tf.mul(scalars['stepSize'] as typeof change, change)));
      });
    },
    addNodes: (graph, { handle, slotHandles, after }, gradient, scalars) => {
      // The step size has the bias corrections in it: powers of zero switch off those of the
      // kernel, which would compute them from float32 powers.
      const noPower = graph.scalar(0);
      const [b1, b2, e] = [beta1, beta2, epsilon].map((value) => graph.scalar(value));
      const { m, v } = slotHandles as Record<'m' | 'v', string>;
      const { stepSize } = scalars as Record<'stepSize', string>;
      return graph.add(
        'ResourceApplyAdam',
        [handle, m, v, noPower, noPower, stepSize, b1, b2, e, gradient] as string[],
        { T: typeAttribute('float32') },
        { after },
      );
    },
  };
}
