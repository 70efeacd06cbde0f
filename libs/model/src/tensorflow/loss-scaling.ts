import type { HostTensor } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { slotName } from '../slots.js';

/*
 * float16 has no gradients below 6e-8: the loss is multiplied by a scale before they are taken, and
 * they are divided by it after (Micikevicius et al. 2018). A scale that is too large gives infinite
 * gradients: then the step is skipped and the scale halved, and after many finite ones in a row it
 * is doubled, as in Keras and PyTorch. Scales are powers of two, which round nothing.
 */

export interface LossScaling {
  /** Steps in a row with finite gradients after which the scale is doubled. */
  readonly growthSteps: number;
  /** Scale of the first step. */
  readonly initialScale: number;
}

export const usualLossScaling: LossScaling = { growthSteps: 2000, initialScale: 2 ** 15 };

/** What is told of a scale outside its session. */
export interface LossScale {
  readonly scale: number;
  /** Steps that changed nothing, over all stages. */
  readonly skippedSteps: number;
}

/** Where it stands: the scale, finite steps in a row, updates made in this stage, steps skipped. */
export interface LossScaleState extends LossScale {
  readonly finiteSteps: number;
  readonly updates: number;
}

/** Name of the state among the tensors of a session, float32 [4]. */
export const lossScaleName = slotName('state', 'lossScale');

/** @param before of the stage before; null for none */
export function firstLossScale(
  { initialScale }: LossScaling,
  before: LossScale | null,
): HostTensor {
  const { scale, skippedSteps } = before ?? { scale: initialScale, skippedSteps: 0 };
  return { shape: [4], data: Float32Array.of(scale, 0, 0, skippedSteps) };
}

export function readLossScale(data: ArrayLike<number>): LossScaleState {
  const [scale, finiteSteps, updates, skippedSteps] = Array.from(data) as Quadruple;
  return { scale, finiteSteps, updates, skippedSteps };
}

type Quadruple = [number, number, number, number];

/** @param state float32 [4] */
export function scaleOf(state: Tf.Tensor1D): Tf.Scalar {
  return tf.reshape(tf.slice(state, [0], [1]), []);
}

/** Gradients of the loss itself, and whether all of them are finite. */
export function unscaleGradients(
  gradients: ReadonlyMap<string, Tf.Tensor>,
  state: Tf.Tensor1D,
): { readonly unscaled: ReadonlyMap<string, Tf.Tensor>; readonly isFinite: Tf.Scalar } {
  const scale = scaleOf(state);
  const unscaled = new Map(
    [...gradients].map(([name, gradient]) => [name, tf.div(gradient, scale)]),
  );
  const flags = [...gradients.values()].map((gradient) => tf.all(tf.isFinite(gradient)));
  return { unscaled, isFinite: tf.all(tf.stack(flags)) as Tf.Scalar };
}

/** The state after a step. @returns four scalars, in the order of the state */
export function advanceLossScale(
  state: Tf.Tensor1D,
  isFinite: Tf.Scalar,
  { growthSteps }: LossScaling,
): Tf.Scalar[] {
  const [scale, finiteSteps, updates, skipped] = tf.unstack(state) as [
    Tf.Scalar,
    Tf.Scalar,
    Tf.Scalar,
    Tf.Scalar,
  ];
  const made = tf.cast(isFinite, 'float32');
  const inRow = tf.mul(tf.add(finiteSteps, 1), made);
  const grows = tf.greaterEqual(inRow, growthSteps);
  const finiteScale = tf.where(grows, tf.mul(scale, 2), scale);
  const smaller = tf.maximum(tf.div(scale, 2), 1);
  return [
    tf.where(isFinite, finiteScale, smaller),
    tf.where(grows, 0, inRow),
    tf.add(updates, made),
    tf.add(skipped, tf.sub(1, made)),
  ] as Tf.Scalar[];
}
