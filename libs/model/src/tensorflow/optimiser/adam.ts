import type { OptimiserConfig } from '@crossfold/contracts';
import { typeAttribute } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import type { EagerTarget, GraphTarget, UpdateRule } from './update-rule.js';

type AdamOptions = Pick<Extract<OptimiserConfig, { name: 'adamw' }>, 'beta1' | 'beta2' | 'epsilon'>;

/**
 * Adam (Kingma and Ba 2015) as Keras and TensorFlow compute it: both bias corrections are folded
 * into the step size, and ε is added to the uncorrected √v, unlike PyTorch.
 */
export function adamRule(options: AdamOptions): UpdateRule {
  const { beta1, beta2, epsilon } = options;
  return {
    slots: ['m', 'v'],
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

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019): kernels shrink first. */
export function adamwRule(options: Extract<OptimiserConfig, { name: 'adamw' }>): UpdateRule {
  const adam = adamRule(options);
  return {
    slots: adam.slots,
    rateScalars: [...adam.rateScalars, 'decay'],
    scalars: (learningRate, t) => ({
      ...adam.scalars(learningRate, t),
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
      adam.applyEagerly(target, gradient, scalars);
    },
    addNodes: (graph, target, gradient, scalars) => {
      const after = target.isKernel
        ? [addDecay(graph, target, scalars['decay'] as string)]
        : target.after;
      return adam.addNodes(graph, { ...target, after }, gradient, scalars);
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
