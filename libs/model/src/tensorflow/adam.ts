import type { TrainingConfig } from '@crossfold/contracts';
import { tf, type Tf } from './backend.js';

export type AdamOptions = TrainingConfig['optimiser'];

/** First and second moment of one parameter, by the names that checkpoints use. */
export function adamSlotNames(parameter: string): { readonly m: string; readonly v: string } {
  return { m: `adam/m/${parameter}`, v: `adam/v/${parameter}` };
}

/**
 * Step size of Adam at step `t` (from 1), both bias corrections folded in: Keras and TensorFlow add
 * ε to the uncorrected √v, unlike PyTorch.
 */
export function adamStepSize(learningRate: number, t: number, options: AdamOptions): number {
  return (learningRate * Math.sqrt(1 - options.beta2 ** t)) / (1 - options.beta1 ** t);
}

/** Updates one parameter and its slots in place. */
export function applyAdam(
  parameter: Tf.Variable,
  slots: { readonly m: Tf.Variable; readonly v: Tf.Variable },
  gradient: Tf.Tensor,
  stepSize: Tf.Scalar,
  { beta1, beta2, epsilon }: AdamOptions,
): void {
  tf.tidy(() => {
    const m = tf.add(slots.m, tf.mul(tf.sub(gradient, slots.m), 1 - beta1));
    const v = tf.add(slots.v, tf.mul(tf.sub(tf.square(gradient), slots.v), 1 - beta2));
    slots.m.assign(m);
    slots.v.assign(v);
    const change = tf.mul(stepSize, tf.div(m, tf.add(tf.sqrt(v), epsilon)));
    parameter.assign(tf.sub(parameter, change));
  });
}
