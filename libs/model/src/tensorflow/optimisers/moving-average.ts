import { typeAttribute } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { averageSlot } from '../../slots.js';
import type { UpdateRule } from './update-rule.js';

/**
 * The same rule with an exponential moving average of each trained parameter beside it, which
 * evaluation uses in its place: average = decay · average + (1 − decay) · parameter. As in Keras the
 * first step of a stage starts the average at the parameter.
 */
export function withMovingAverage(rule: UpdateRule, decay: number): UpdateRule {
  return {
    slots: [...rule.slots, averageSlot],
    rateScalars: rule.rateScalars,
    scalars: (learningRate, t) => ({
      ...rule.scalars(learningRate, t),
      averageShare: t === 1 ? 1 : 1 - decay,
    }),
    applyEagerly: (target, gradient, scalars) => {
      rule.applyEagerly(target, gradient, scalars);
      const average = target.slots[averageSlot] as typeof target.parameter;
      tf.tidy(() => {
        const share = scalars['averageShare'] as (typeof scalars)[string];
        average.assign(tf.sub(average, tf.mul(share, tf.sub(average, target.parameter))));
      });
    },
    addNodes: (graph, target, gradient, scalars) => {
      const updated = rule.addNodes(graph, target, gradient, scalars);
      const dtype = typeAttribute('float32');
      const handle = target.slotHandles[averageSlot] as string;
      const share = scalars['averageShare'] as string;
      const parameter = graph.add(
        'ReadVariableOp',
        [target.handle],
        { dtype },
        { after: [updated] },
      );
      const average = graph.add('ReadVariableOp', [handle], { dtype });
      const distance = graph.add('Sub', [average, parameter], { T: dtype });
      return graph.add('ResourceApplyGradientDescent', [handle, share, distance], { T: dtype });
    },
  };
}
