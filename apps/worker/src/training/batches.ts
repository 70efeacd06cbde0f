import type { AugmentationConfig } from '@crossfold/contracts';
import { augmentationParameters } from '@crossfold/data';
import type { TrainingBatch } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import type { TrialTask } from './train-trial.js';

/** Decoded images of a trial, by index, with their true classes. */
export interface TrialImages {
  readonly sizePx: number;
  readonly imageIds: readonly string[];
  /** Class of each image. */
  readonly labels: Int32Array;
  /** uint8 [indices, size, size, 3], RGB */
  readBatch(indices: ArrayLike<number>): Promise<Uint8Array>;
}

/** The different sizes that the batches of one epoch have. */
export function batchSizes(images: number, batchSize: number): number[] {
  const rest = images % batchSize;
  return [...(images >= batchSize ? [batchSize] : []), ...(rest > 0 ? [rest] : [])];
}

/**
 * The training part once, in the random order of the epoch. Order and augmentation are keyed by
 * seed, epoch and image, so that they are the same on every machine and after every restart.
 *
 * @param done batches of the epoch that were trained on before
 */
export async function* trainingBatches(
  task: TrialTask,
  epoch: number,
  done: number,
): AsyncGenerator<TrainingBatch> {
  const { parts, seed, config, images } = task;
  const { batchSize } = config.training;
  const order = randomStream(seed, 'shuffle', epoch)
    .permutation(parts.train.length)
    .map((position) => parts.train[position] ?? 0);
  const slices = Array.from({ length: Math.ceil(order.length / batchSize) }, (_, i) =>
    order.subarray(i * batchSize, (i + 1) * batchSize),
  ).slice(done);
  // The next batch is read by the thread pool while this thread computes the current one.
  let next = slices[0] && images.readBatch(slices[0]);
  for (const [position, indices] of slices.entries()) {
    const pixels = await next;
    const following = slices[position + 1];
    next = following && images.readBatch(following);
    if (!pixels) return;
    yield {
      images: pixels,
      labels: Int32Array.from(indices, (index) => images.labels[index] ?? 0),
      augmentation: config.augmentation && augmentBatch(task, indices, epoch, config.augmentation),
    };
  }
}

function augmentBatch(
  { images, seed }: TrialTask,
  indices: Uint32Array,
  epoch: number,
  policy: AugmentationConfig,
): NonNullable<TrainingBatch['augmentation']> {
  const transforms = new Float32Array(indices.length * 8);
  const cutouts = new Float32Array(indices.length * 4);
  indices.forEach((index, row) => {
    const sample = images.imageIds[index] ?? '';
    const { sizePx } = images;
    const drawn = augmentationParameters({ seed, epoch, sample, policy, sizePx });
    transforms.set(drawn.transform, row * 8);
    if (!drawn.cutout) return;
    const { x, y, size } = drawn.cutout;
    cutouts.set([y, x, y + size, x + size], row * 4);
  });
  return { transforms, cutouts };
}
