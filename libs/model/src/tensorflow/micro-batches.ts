import { AppError, type LossConfig } from '@crossfold/contracts';
import { sliceAugmentation } from './augmentations/batch-augmentation.js';
import type { BatchMixing, TrainingBatch } from './training-session.js';

/** A piece of a batch whose gradients are added to those of the other pieces. */
export interface MicroBatch {
  readonly batch: TrainingBatch;
  /** By which its mean loss counts in that of the batch; null for a batch in one piece. */
  readonly share: number | null;
}

/** How the loss of a batch is made of the losses of its images. */
export interface LossWeighting {
  readonly reduction: LossConfig['reduction'];
  /** [classes] */
  readonly classWeights: ArrayLike<number>;
}

/**
 * A batch in pieces of at most `size` images. The losses of the pieces by their shares add up to the
 * loss of the batch, and so do their gradients.
 *
 * @param size null for the batch as it is
 * @throws AppError INTERNAL when images of different pieces are mixed
 */
export function microBatches(
  batch: TrainingBatch,
  size: number | null,
  weighting: LossWeighting,
): MicroBatch[] {
  if (size === null) return [{ batch, share: null }];
  const total = lossWeight(batch, weighting);
  const count = batch.labels.length;
  return Array.from({ length: Math.ceil(count / size) }, (_, position) => {
    const start = position * size;
    const piece = sliceBatch(batch, start, Math.min(start + size, count));
    return { batch: piece, share: total > 0 ? lossWeight(piece, weighting) / total : 0 };
  });
}

/** What the sum of the losses is divided by. */
function lossWeight({ labels, mixing }: TrainingBatch, weighting: LossWeighting): number {
  if (weighting.reduction === 'batchMean') return labels.length;
  const weightOf = (image: number) => weighting.classWeights[labels[image] as number] as number;
  return Array.from(labels, (_, image) => {
    if (!mixing) return weightOf(image);
    const lambda = mixing.lambdas[image] as number;
    return lambda * weightOf(image) + (1 - lambda) * weightOf(mixing.permutation[image] as number);
  }).reduce((sum, weight) => sum + weight, 0);
}

function sliceBatch(batch: TrainingBatch, start: number, end: number): TrainingBatch {
  const { images, labels, augmentation, mixing } = batch;
  const pixels = images.length / labels.length;
  return {
    images: images.subarray(start * pixels, end * pixels),
    labels: labels.subarray(start, end),
    augmentation: augmentation && sliceAugmentation(augmentation, labels.length, [start, end]),
    mixing: mixing ? sliceMixing(mixing, start, end) : null,
  };
}

function sliceMixing(mixing: BatchMixing, start: number, end: number): BatchMixing {
  const permutation = mixing.permutation.subarray(start, end).map((index) => index - start);
  if (permutation.some((index) => index < 0 || index >= end - start)) {
    const got = mixing.permutation.subarray(start, end).join(', ');
    throw new AppError(
      'INTERNAL',
      `expected a permutation from ${start} to ${end - 1} for the images of a micro-batch, got ${got}`,
    );
  }
  return {
    permutation,
    boxes: mixing.boxes.subarray(start * 4, end * 4),
    pixelLambdas: mixing.pixelLambdas.subarray(start, end),
    lambdas: mixing.lambdas.subarray(start, end),
  };
}
