import { optimiserTable, type OptimiserConfigOf } from '@crossfold/contracts';
import { typeAttribute } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { adam } from './adam.js';
import type { GraphTarget, UpdateRule } from './update-rule.js';

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019): kernels shrink first. */
export function adamw(options: OptimiserConfigOf<'adamw'>): UpdateRule {
  const rule = adam(options);
  return {
    slots: optimiserTable.adamw.slots,
    rateScalars: [...rule.rateScalars, 'decay'],
    scalars: (learningRate, t) => ({
      ...rule.scalars(learningRate, t),
      decay: learningRate * options.weightDecay,
    }),
    applyEagerly: (target, gradient, scalars) => {
      const { parameter, isKernel } = target;
      if (isKernel) {
        tf.tidy(() => {
          const lost = tf.mul(parameter, scalars['decay'] as (typeof scalars)[string]);
          parameter.assign(tf.sub(parameter, lost));
        });
      }
      rule.applyEagerly(target, gradient, scalars);
    },
    addNodes: (graph, target, gradient, scalars) => {
      const after = target.isKernel
        ? [addDecay(graph, target, scalars['decay'] as string)]
        : target.after;
      return rule.addNodes(graph, { ...target, after }, gradient, scalars);
    },
  };
}

/** Gradient descent along the parameter itself: one pass over memory. */
function addDecay(
  graph: Parameters<UpdateRule['addNodes']>[0],
  { handle, value, after }: GraphTarget,
  decay: string,
): string {
  return graph.add(
    'ResourceApplyGradientDescent',
    [handle, decay, value],
    { T: typeAttribute('float32') },
    { after },
  );
}
