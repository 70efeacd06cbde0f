import type { LossConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { batchLoss } from './batch-loss.js';
import { classShifts } from './losses.js';

/** A batch as the loss sees it, on the host. */
export interface LossInput {
  /** [batch][classes] */
  readonly logits: number[][];
  /** [batch] */
  readonly labels: number[];
  /** [classes] */
  readonly classWeights: ArrayLike<number>;
  /** [classes] */
  readonly classCounts?: ArrayLike<number>;
  /** Classes of the permutation and shares of the own classes where images are mixed, [batch]. */
  readonly mixing?: { readonly permutedLabels: number[]; readonly lambdas: number[] };
}

/**
 * The loss of a batch and its gradient by the logits, for a look from outside.
 *
 * @returns gradient [batch][classes]
 */
export function runLoss(
  config: LossConfig,
  { logits, labels, classWeights, classCounts, mixing: mixed }: LossInput,
): { readonly loss: number; readonly gradient: number[][] } {
  const [value, gradient] = tf.tidy(() => {
    const y = tf.tensor1d(labels, 'int32');
    const mixing = mixed && {
      permutedLabels: tf.tensor1d(mixed.permutedLabels, 'int32'),
      lambdas: tf.tensor1d(mixed.lambdas),
    };
    const weights = tf.tensor1d(Float32Array.from(classWeights));
    const added = classShifts(config, classCounts);
    const shifts = added && tf.tensor1d(added);
    const run = tf.valueAndGrad((z: Tf.Tensor) =>
      batchLoss(z as Tf.Tensor2D, { labels: y, mixing }, { weights, shifts }, config),
    );
    const { value, grad } = run(tf.tensor2d(logits));
    return [value, grad];
  }) as [Tf.Scalar, Tf.Tensor2D];
  const result = { loss: value.dataSync()[0] ?? NaN, gradient: gradient.arraySync() };
  tf.dispose([value, gradient]);
  return result;
}
