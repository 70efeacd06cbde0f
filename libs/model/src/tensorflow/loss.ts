import type { LossConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { lossPerImage } from './focal-loss.js';
import type { MixingTensors } from './mixing.js';

/** Keeps the quotient finite in a batch of classes that all weigh nothing. */
const minWeight = 1e-30;

/** The classes that a batch is asked for. */
export interface BatchTargets {
  /** int32 [batch] */
  readonly labels: Tf.Tensor1D;
  /** Where images are mixed: the classes of their permutation, and the share of their own, [batch]. */
  readonly mixing?: Pick<MixingTensors, 'permutedLabels' | 'lambdas'> | null | undefined;
}

/** What the loss knows of each class, [classes]. */
export interface ClassTensors {
  readonly weights: Tf.Tensor1D;
  /** Added to the logits; null for a loss that takes them as they are. */
  readonly shifts: Tf.Tensor1D | null;
}

/** How a class is scored: by which loss, with which weight. */
interface Scoring extends ClassTensors {
  readonly config: LossConfig;
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
  const scoring = { config, ...classes };
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
  { config, weights, shifts }: Scoring,
): WeightedLoss {
  const classes = logits.shape[1];
  const oneHot = tf.oneHot(labels, classes) as Tf.Tensor2D;
  const targets = tf.add<Tf.Tensor2D>(
    tf.mul(oneHot, 1 - config.labelSmoothing),
    config.labelSmoothing / classes,
  );
  const gamma = config.name === 'focal' ? config.focalGamma : 0;
  // Not tf.gather: it reads the labels back to check their range.
  const weight = tf.sum(tf.mul(oneHot, weights), 1);
  const shifted = shiftLogits(logits, oneHot, config, shifts);
  return { loss: tf.mul(lossPerImage(shifted, targets, gamma), weight), weight };
}

function blend(own: WeightedLoss, other: WeightedLoss, share: Tf.Tensor1D): WeightedLoss {
  const mix = (a: Tf.Tensor, b: Tf.Tensor) => tf.add(tf.mul(a, share), tf.mul(b, tf.sub(1, share)));
  return { loss: mix(own.loss, other.loss), weight: mix(own.weight, other.weight) };
}

/** What the loss sees in place of the logits. */
function shiftLogits(
  logits: Tf.Tensor2D,
  oneHot: Tf.Tensor2D,
  { name }: LossConfig,
  shifts: Tf.Tensor1D | null,
): Tf.Tensor2D {
  if (shifts === null) return logits;
  return tf.add(logits, name === 'ldam' ? tf.mul(oneHot, shifts) : shifts);
}
