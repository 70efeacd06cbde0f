import { microBatchSize } from '@crossfold/contracts';
import { augmentationParameters, epochOrder, isMixing, mixingParameters } from '@crossfold/data';
import type { TrainingBatch } from '@crossfold/model/tensorflow';
import type { TrialTask } from './trial-task.js';

/** The different sizes that the batches of one epoch have. */
export function batchSizes(images: number, batchSize: number): number[] {
  const rest = images % batchSize;
  return [...(images >= batchSize ? [batchSize] : []), ...(rest > 0 ? [rest] : [])];
}

/**
 * The training part in the order of the epoch. Order, augmentation and mixing are keyed by seed,
 * epoch and image or batch, so that they are the same on every machine and after every restart.
 *
 * @param done batches of the epoch that were trained on before
 */
export async function* trainingBatches(
  task: TrialTask,
  epoch: number,
  done: number,
): AsyncGenerator<TrainingBatch> {
  const { images } = task;
  const slices = batchSlices(task, epoch).slice(done);
  // The next batch is read by the thread pool while this thread computes the current one.
  let next = slices[0] && images.readBatch(slices[0].indices);
  for (const [position, slice] of slices.entries()) {
    const pixels = await next;
    const following = slices[position + 1];
    next = following && images.readBatch(following.indices);
    if (!pixels) return;
    yield {
      images: pixels,
      labels: Int32Array.from(slice.indices, (index) => images.labels[index] ?? 0),
      ...augmentBatch(task, slice, epoch, done + position),
    };
  }
}

interface BatchSlice {
  /** Of the images, [batch]. */
  readonly indices: Uint32Array;
  /** How often each came before in the epoch, [batch]. */
  readonly repeats: Uint32Array;
}

function batchSlices({ parts, seed, config, images }: TrialTask, epoch: number): BatchSlice[] {
  const { batchSize, sampling } = config.training;
  const labels = Array.from(parts.train, (index) => images.labels[index] ?? 0);
  const { positions, repeats } = epochOrder({ seed, epoch, labels, sampling });
  const order = positions.map((position) => parts.train[position] ?? 0);
  return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, i) => ({
    indices: order.subarray(i * batchSize, (i + 1) * batchSize),
    repeats: repeats.subarray(i * batchSize, (i + 1) * batchSize),
  }));
}

function augmentBatch(
  { images, seed, config }: TrialTask,
  slice: BatchSlice,
  epoch: number,
  batch: number,
): Pick<TrainingBatch, 'augmentation' | 'mixing'> {
  const policy = config.augmentation;
  if (!policy) return { augmentation: null, mixing: null };
  const { sizePx, imageIds } = images;
  const { indices, repeats } = slice;
  const transforms = new Float32Array(indices.length * 8);
  const cutouts = new Float32Array(indices.length * 4);
  indices.forEach((index, row) => {
    const imageId = imageIds[index] ?? '';
    // An image that comes again in the same epoch is changed in another way.
    const sample = repeats[row] ? `${imageId}#${repeats[row]}` : imageId;
    const drawn = augmentationParameters({ seed, epoch, sample, policy, sizePx });
    transforms.set(drawn.transform, row * 8);
    if (!drawn.cutout) return;
    const { x, y, size } = drawn.cutout;
    cutouts.set([y, x, y + size, x + size], row * 4);
  });
  const groupSize = microBatchSize(config.training);
  const mixingKey = { seed, epoch, batch, images: indices.length, groupSize, sizePx, policy };
  return {
    augmentation: { transforms, cutouts },
    mixing: isMixing(policy) ? mixingParameters(mixingKey) : null,
  };
}
