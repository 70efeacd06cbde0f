import { microBatchSize, type TrainingConfig } from '@crossfold/contracts';
import { epochOrder, readAhead } from '@crossfold/data';
import {
  drawAugmentation,
  isMixing,
  mixingParameters,
  type TrainingBatch,
} from '@crossfold/model/tensorflow';
import type { TrialTask } from './trial-task.js';

type Batching = Pick<TrainingConfig, 'batchSize' | 'dropLastBatch'>;

/** Batches of one epoch. */
export function countBatches(images: number, { batchSize, dropLastBatch }: Batching): number {
  const whole = Math.floor(images / batchSize);
  return dropLastBatch && whole > 0 ? whole : Math.ceil(images / batchSize);
}

/** The different sizes that the batches of one epoch have. */
export function batchSizes(images: number, batching: Batching): number[] {
  const { batchSize } = batching;
  const left = images - batchSize * (countBatches(images, batching) - 1);
  return [...new Set([images, left].map((count) => Math.min(batchSize, count)))];
}

/**
 * The training part in the order of the epoch. Order, augmentation and mixing are keyed by seed,
 * epoch and image or batch, so that they are the same on every machine and after every restart. The
 * pixels of a batch stay as they are only until the next one is asked for.
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
  for await (const { batch: slice, pixels } of readAhead(images, slices)) {
    yield {
      images: pixels,
      labels: Int32Array.from(slice.indices, (index) => images.labels[index] ?? 0),
      ...augmentBatch(task, slice, epoch),
    };
  }
}

interface BatchSlice {
  /** Position in the epoch, from 0. */
  readonly position: number;
  /** Of the images, [batch]. */
  readonly indices: Uint32Array;
  /** How often each came before in the epoch, [batch]. */
  readonly repeats: Uint32Array;
}

function batchSlices({ parts, seed, config, images }: TrialTask, epoch: number): BatchSlice[] {
  const { batchSize, sampling } = config.training;
  const batches = countBatches(parts.train.length, config.training);
  const labels = Array.from(parts.train, (index) => images.labels[index] ?? 0);
  const { positions, repeats } = epochOrder({ seed, epoch, labels, sampling });
  const order = positions.map((position) => parts.train[position] ?? 0);
  return Array.from({ length: batches }, (_, i) => ({
    position: i,
    indices: order.subarray(i * batchSize, (i + 1) * batchSize),
    repeats: repeats.subarray(i * batchSize, (i + 1) * batchSize),
  }));
}

function augmentBatch(
  { images, seed, config }: TrialTask,
  { position, indices, repeats }: BatchSlice,
  epoch: number,
): Pick<TrainingBatch, 'augmentation' | 'mixing'> {
  const policy = config.augmentation;
  if (!policy) return { augmentation: null, mixing: null };
  const { sizePx, imageIds } = images;
  const samples = Array.from(indices, (index, row) => {
    const imageId = imageIds[index] ?? '';
    // An image that comes again in the same epoch is changed in another way.
    return repeats[row] ? `${imageId}#${repeats[row]}` : imageId;
  });
  const groupSize = microBatchSize(config.training);
  const mixingKey = {
    seed,
    epoch,
    batch: position,
    images: indices.length,
    groupSize,
    sizePx,
    policy,
  };
  return {
    augmentation: drawAugmentation(samples, { seed, epoch, sizePx }, policy),
    mixing: isMixing(policy) ? mixingParameters(mixingKey) : null,
  };
}
