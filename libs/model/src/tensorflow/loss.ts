import { AppError, type LossConfig } from '@crossfold/contracts';
import { ldamMargins, logFrequencies } from '../logit-shifts.js';
import { tf, type Tf } from './backend.js';
import { lossPerImage } from './focal-loss.js';
import type { MixingTensors } from './mixing.js';

/** Keeps the quotient finite in a batch of classes that all weigh nothing. */
const leastWeight = 1e-30;

/** The classes that a batch is asked for. */
export interface BatchTargets {
  /** int32 [batch] */
  readonly labels: Tf.Tensor1D;
  /** Where images are mixed: the classes of their partners, and the share of their own, [batch]. */
  readonly mixing?: Pick<MixingTensors, 'partnerLabels' | 'labelShares'> | null | undefined;
}

/** How a class is scored: by which loss, with which weight. */
interface Scoring {
  readonly config: LossConfig;
  /** [classes] */
  readonly weights: Tf.Tensor1D;
  readonly classCounts: ArrayLike<number> | undefined;
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
 * @param weights [classes], the weight of each class
 * @param classCounts images of each class in the training part, for losses that need them
 * @throws AppError INTERNAL when the loss needs counts and there are none
 */
export function batchLoss(
  logits: Tf.Tensor2D,
  { labels, mixing }: BatchTargets,
  weights: Tf.Tensor1D,
  config: LossConfig,
  classCounts?: ArrayLike<number>,
): Tf.Scalar {
  const scoring = { config, weights, classCounts };
  const own = weightedLoss(logits, labels, scoring);
  const { loss, weight } = mixing
    ? blend(own, weightedLoss(logits, mixing.partnerLabels, scoring), mixing.labelShares)
    : own;
  return config.reduction === 'batchMean'
    ? tf.mean(loss)
    : tf.div(tf.sum(loss), tf.maximum(tf.sum(weight), leastWeight));
}

function weightedLoss(
  logits: Tf.Tensor2D,
  labels: Tf.Tensor1D,
  { config, weights, classCounts }: Scoring,
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
  const shifted = shiftLogits(logits, oneHot, config, classCounts);
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
  { name, logitAdjustment, ldamMaxMargin }: LossConfig,
  classCounts: ArrayLike<number> | undefined,
): Tf.Tensor2D {
  if (name !== 'ldam' && logitAdjustment === 0) return logits;
  if (!classCounts) {
    throw new AppError('INTERNAL', `expected class counts for the loss ${name}, got none`);
  }
  if (name === 'ldam') {
    const margins = tf.tensor1d(ldamMargins(classCounts, ldamMaxMargin));
    return tf.sub(logits, tf.mul(oneHot, margins));
  }
  const shifts = logFrequencies(classCounts).map((log) => logitAdjustment * log);
  return tf.add(logits, tf.tensor1d(shifts));
}
