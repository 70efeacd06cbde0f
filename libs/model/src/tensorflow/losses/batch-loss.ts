import type { LossConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Loss } from './loss.js';
import { lossOf } from './losses.js';

/** Keeps the quotient finite in a batch of classes that all weigh nothing. */
const minWeight = 1e-30;

/** The other class that a mixed image is asked for. */
interface TargetMixing {
  /** int32 [batch] */
  readonly permutedLabels: Tf.Tensor1D;
  /** Share of the image's own class, [batch]. */
  readonly lambdas: Tf.Tensor1D;
}

/** The classes that a batch is asked for. */
export interface BatchTargets {
  /** int32 [batch] */
  readonly labels: Tf.Tensor1D;
  /** Where images are mixed. */
  readonly mixing?: TargetMixing | null | undefined;
}

/** What the loss knows of each class, [classes]. */
export interface ClassTensors {
  readonly weights: Tf.Tensor1D;
  /** What the loss asked for beside them; null for nothing. */
  readonly shifts: Tf.Tensor1D | null;
}

/** How a class is scored: by which loss, with which weight. */
interface Scoring extends ClassTensors {
  readonly score: Loss;
}

/** Two numbers for each image, [batch]. */
interface WeightedLoss {
  readonly loss: Tf.Tensor;
  readonly weight: Tf.Tensor;
}

/**
 * Scalar loss of a batch. A mixed image has the loss of either class, each with its share.
 *
 * @param logits [batch, classes]
 */
export function batchLoss(
  logits: Tf.Tensor2D,
  { labels, mixing }: BatchTargets,
  classes: ClassTensors,
  config: LossConfig,
): Tf.Scalar {
  const scoring = { score: lossOf(config), ...classes };
  const own = weightedLoss(logits, labels, scoring);
  const { loss, weight } = mixing
    ? blend(own, weightedLoss(logits, mixing.permutedLabels, scoring), mixing.lambdas)
    : own;
  return config.reduction === 'batchMean'
    ? tf.mean(loss)
    : tf.div(tf.sum(loss), tf.maximum(tf.sum(weight), minWeight));
}

function weightedLoss(
  logits: Tf.Tensor2D,
  labels: Tf.Tensor1D,
  { score, weights, shifts }: Scoring,
): WeightedLoss {
  const oneHot = tf.oneHot(labels, logits.shape[1]) as Tf.Tensor2D;
  // Not tf.gather: it reads the labels back to check their range.
  const weight = tf.sum(tf.mul(oneHot, weights), 1);
  return { loss: tf.mul(score.perImage({ logits, oneHot, shifts }), weight), weight };
}

function blend(own: WeightedLoss, other: WeightedLoss, share: Tf.Tensor1D): WeightedLoss {
  const mix = (a: Tf.Tensor, b: Tf.Tensor) => tf.add(tf.mul(a, share), tf.mul(b, tf.sub(1, share)));
  return { loss: mix(own.loss, other.loss), weight: mix(own.weight, other.weight) };
}
