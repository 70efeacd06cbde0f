import type { LossConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { logitShifts } from '../logit-shifts.js';
import { batchLoss } from './loss.js';

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
  /** Classes of the partners and shares of the own classes where images are mixed, [batch]. */
  readonly mixing?: { readonly partnerLabels: number[]; readonly labelShares: number[] };
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
      partnerLabels: tf.tensor1d(mixed.partnerLabels, 'int32'),
      labelShares: tf.tensor1d(mixed.labelShares),
    };
    const weights = tf.tensor1d(Float32Array.from(classWeights));
    const added = logitShifts(config, classCounts);
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
