import { AppError, type LossConfig } from '@crossfold/contracts';
import { ldamMargins, logFrequencies } from '../logit-shifts.js';
import { tf, type Tf } from './backend.js';
import { lossPerImage } from './focal-loss.js';

/** Keeps the quotient finite in a batch of classes that all weigh nothing. */
const leastWeight = 1e-30;

/**
 * Scalar loss of a batch.
 *
 * @param logits [batch, classes]
 * @param labels int32 [batch]
 * @param weights [classes], the weight of each class
 * @param classCounts images of each class in the training part, for losses that need them
 * @throws AppError INTERNAL when the loss needs counts and there are none
 */
export function batchLoss(
  logits: Tf.Tensor2D,
  labels: Tf.Tensor1D,
  weights: Tf.Tensor1D,
  config: LossConfig,
  classCounts?: ArrayLike<number>,
): Tf.Scalar {
  const classes = logits.shape[1];
  const oneHot = tf.oneHot(labels, classes) as Tf.Tensor2D;
  const targets = tf.add<Tf.Tensor2D>(
    tf.mul(oneHot, 1 - config.labelSmoothing),
    config.labelSmoothing / classes,
  );
  const gamma = config.name === 'focal' ? config.focalGamma : 0;
  // Not tf.gather: it reads the labels back to check their range.
  const imageWeights = tf.sum(tf.mul(oneHot, weights), 1);
  const shifted = shiftLogits(logits, oneHot, config, classCounts);
  const weighted = tf.mul(lossPerImage(shifted, targets, gamma), imageWeights);
  return config.reduction === 'batchMean'
    ? tf.mean(weighted)
    : tf.div(tf.sum(weighted), tf.maximum(tf.sum(imageWeights), leastWeight));
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
