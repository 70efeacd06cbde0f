import { variantConfigSchema } from '@crossfold/contracts';
import type { TrainingBatch } from '@crossfold/model/tensorflow';
import { describe, expect, it } from 'vitest';
import { batchSizes, trainingBatches } from './batches.js';
import type { TrialImages, TrialTask } from './trial-task.js';

const sizePx = 16;
const count = 50;

/** Images whose pixels all say which image it is; class 5 is rare. */
const images: TrialImages = {
  sizePx,
  imageIds: Array.from({ length: count }, (_, i) => `image-${i}`),
  labels: Int32Array.from({ length: count }, (_, i) => (i % 10 === 9 ? 5 : 0)),
  readBatch: (indices) => {
    const pixels = new Uint8Array(indices.length * sizePx * sizePx * 3);
    Array.from(indices).forEach((index, row) => {
      pixels.fill(index, row * sizePx * sizePx * 3, (row + 1) * sizePx * sizePx * 3);
    });
    return Promise.resolve(pixels);
  },
};

function taskOf(changes: { augmentation?: object; training?: object }): TrialTask {
  const config = variantConfigSchema.parse({
    model: { backbone: 'tiny', imageSizePx: sizePx },
    augmentation: changes.augmentation,
    training: { batchSize: 16, ...changes.training },
  });
  const train = Uint32Array.from({ length: count - 5 }, (_, i) => i);
  const parts = { train, validation: new Uint32Array(0), test: new Uint32Array(0) };
  return { config, seed: 9, classes: 7, images, parts, pretrained: null } as unknown as TrialTask;
}

async function collect(task: TrialTask, epoch: number, done = 0): Promise<TrainingBatch[]> {
  const batches: TrainingBatch[] = [];
  for await (const batch of trainingBatches(task, epoch, done)) batches.push(batch);
  return batches;
}

/** The images of a batch, read from its pixels. */
function imagesOf({ images: pixels, labels }: TrainingBatch): number[] {
  return Array.from(labels, (_, row) => pixels[row * sizePx * sizePx * 3] as number);
}

describe('trainingBatches', () => {
  it('shows each image of the training part once, with its class, in sizes that were foretold', async () => {
    const batches = await collect(taskOf({}), 1);
    const shown = batches.flatMap(imagesOf);
    expect([...shown].sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, i) => i));
    const labels = batches.flatMap((batch) => [...batch.labels]);
    expect(labels).toEqual(shown.map((index) => images.labels[index]));
    const sizes = new Set(batches.map((batch) => batch.labels.length));
    expect([...sizes]).toEqual(batchSizes(45, { batchSize: 16, dropLastBatch: false }));
    expect(batches.every(({ mixing }) => mixing === null)).toBe(true);
  });

  it('leaves out other images of a smaller last batch in each epoch, and never the only batch', async () => {
    const task = taskOf({ training: { dropLastBatch: true } });
    const [first, second] = [await collect(task, 1), await collect(task, 2)];
    const sizes = first.map(({ labels }) => labels.length);
    expect(sizes).toEqual([16, 16]);
    expect(batchSizes(45, { batchSize: 16, dropLastBatch: true })).toEqual([16]);
    const [shown, shownNext] = [first, second].map((batches) => new Set(batches.flatMap(imagesOf)));
    expect(shown?.size).toBe(32);
    expect(shownNext).not.toEqual(shown);
    expect(await collect(task, 1, 1)).toEqual(first.slice(1));
    const only = await collect(taskOf({ training: { dropLastBatch: true, batchSize: 64 } }), 1);
    expect(only.map(({ labels }) => labels.length)).toEqual([45]);
    expect(batchSizes(45, { batchSize: 64, dropLastBatch: true })).toEqual([45]);
  });

  it('repeats an epoch to the last number, mixing included, and no other epoch', async () => {
    const task = taskOf({ augmentation: { mixupAlpha: 0.4, cutmixAlpha: 1 } });
    const batches = await collect(task, 2);
    expect(batches.every(({ mixing }) => mixing !== null)).toBe(true);
    expect(await collect(task, 2)).toEqual(batches);
    expect((await collect(task, 3))[0]?.mixing).not.toEqual(batches[0]?.mixing);
  });

  it('goes on inside an epoch with the same batches, mixing and repeats included', async () => {
    const task = taskOf({
      augmentation: { mixupAlpha: 0.4, cutmixAlpha: 1 },
      training: { sampling: 'balanced' },
    });
    const batches = await collect(task, 2);
    for (const done of [1, 2, 3]) expect(await collect(task, 2, done)).toEqual(batches.slice(done));
  });

  it('changes no order and no augmentation when mixing is switched on', async () => {
    const plain = await collect(taskOf({}), 1);
    const mixed = await collect(taskOf({ augmentation: { mixupAlpha: 1 } }), 1);
    expect(mixed.map((batch) => ({ ...batch, mixing: null }))).toEqual(plain);
  });

  it('shows rare classes as often as frequent ones, never twice augmented alike', async () => {
    const batches = await collect(taskOf({ training: { sampling: 'balanced' } }), 1);
    const shown = batches.flatMap(imagesOf);
    expect(shown).toHaveLength(45);
    const rare = shown.filter((index) => images.labels[index] === 5);
    expect(Math.abs(rare.length - 22.5)).toBeLessThan(1);
    const looks = batches.flatMap((batch) =>
      imagesOf(batch).map((index, row) => {
        const transforms = batch.augmentation?.transforms ?? new Float32Array(0);
        return `${index}: ${transforms.subarray(row * 8, row * 8 + 8).join(' ')}`;
      }),
    );
    expect(new Set(shown).size).toBeLessThan(30);
    expect(new Set(looks).size).toBe(45);
  });
});
