import { optimiserTable, type OptimiserConfigOf } from '@crossfold/contracts';
import { typeAttribute } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import type { EagerTarget, UpdateRule } from './update-rule.js';

/**
 * Stochastic gradient descent with momentum as Keras computes it: the velocity includes the
 * learning rate, velocity = momentum · velocity − learning rate · gradient.
 */
export function sgd({ momentum, nesterov }: OptimiserConfigOf<'sgd'>): UpdateRule {
  return {
    slots: optimiserTable.sgd.slots,
    rateScalars: ['stepSize'],
    scalars: (learningRate) => ({ stepSize: learningRate }),
    applyEagerly: ({ parameter, slots }, gradient, scalars) => {
      const { velocity } = slots as Record<'velocity', EagerTarget['parameter']>;
      tf.tidy(() => {
        const step = tf.mul(gradient, scalars['stepSize'] as (typeof scalars)[string]);
        velocity.assign(tf.sub(tf.mul(velocity, momentum), step));
        const change = nesterov ? tf.sub(tf.mul(velocity, momentum), step) : velocity;
        parameter.assign(tf.add(parameter, change));
      });
    },
    addNodes: (graph, { handle, slotHandles, after }, gradient, scalars) => {
      const { velocity } = slotHandles as Record<'velocity', string>;
      const { stepSize } = scalars as Record<'stepSize', string>;
      return graph.add(
        'ResourceApplyKerasMomentum',
        [handle, velocity, stepSize, gradient, graph.scalar(momentum)],
        { T: typeAttribute('float32'), use_nesterov: { bool: nesterov } },
        { after },
      );
    },
  };
}
