import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantConfigSchema, type EpochRecord } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrialImages } from './batches.js';
import { createCheckpoints, type Checkpoints } from './checkpoints.js';
import { trainTrial, type TrialProgress, type TrialResult, type TrialTask } from './train-trial.js';

const sizePx = 32;
const classes = 3;
const cell = { studyId: 'study', trialId: 'full.f0.s1' };

/** Images whose brightness tells the class, with noise. */
function drawnImages(count: number): TrialImages {
  const stream = randomStream('train-trial.test');
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const pixels = Uint8Array.from({ length: count * sizePx * sizePx * 3 }, (_, i) => {
    const label = labels[Math.floor(i / (sizePx * sizePx * 3))] ?? 0;
    return 40 + 70 * label + stream.integer(60);
  });
  const bytes = sizePx * sizePx * 3;
  return {
    sizePx,
    imageIds: Array.from(labels, (_, i) => `image-${i}`),
    labels,
    readBatch: (indices) =>
      Promise.resolve(
        Uint8Array.from(
          Array.from(indices).flatMap((i) =>
            Array.from(pixels.subarray(i * bytes, (i + 1) * bytes)),
          ),
        ),
      ),
  };
}

const config = variantConfigSchema.parse({
  model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [8] },
  training: {
    batchSize: 8,
    earlyStopping: null,
    stages: [
      { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.003 },
      { name: 'all', trainable: 'all', epochs: 3, learningRate: 0.003 },
    ],
  },
});

/** All that draws random numbers or depends on the training part, at once. */
const mixedConfig = variantConfigSchema.parse({
  ...config,
  loss: { name: 'ldam', classWeights: 'effectiveNumber' },
  augmentation: { mixupAlpha: 0.4, cutmixAlpha: 1 },
  training: {
    ...config.training,
    sampling: 'balanced',
    emaDecay: 0.9,
    stages: config.training.stages.map((stage, i) => ({ ...stage, classWeights: i > 0 })),
  },
});

describe('trainTrial', () => {
  let folder: string;
  let store: ObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-train-'));
    store = openObjectStore({ kind: 'file', dir: folder });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  function task(checkpoints: Checkpoints, changes: Partial<TrialTask> = {}): TrialTask {
    const range = (from: number, to: number) =>
      Uint32Array.from({ length: to - from }, (_, i) => from + i);
    return {
      config,
      seed: 1,
      classes,
      images: drawnImages(60),
      parts: { train: range(0, 36), validation: range(36, 48), test: range(48, 60) },
      pretrained: null,
      checkpoints,
      ...changes,
    };
  }

  async function runUntil(
    training: AsyncGenerator<TrialProgress, TrialResult>,
    stop: (record: EpochRecord) => boolean = () => false,
  ): Promise<TrialResult | null> {
    for (;;) {
      const next = await training.next();
      if (next.done) return next.value;
      if (next.value.type === 'epoch' && stop(next.value.record)) return null;
    }
  }

  it('learns, and predicts each test image once', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity');
    const result = await runUntil(trainTrial(task(checkpoints)));
    expect(result?.testProbabilities).toHaveLength(12 * classes);
    expect(result?.history.map(({ stage }) => stage)).toEqual(['head', 'all', 'all', 'all']);
    expect(result?.history.at(-1)?.trainLoss).toBeLessThan(result?.history[0]?.trainLoss ?? 0);
    expect(result?.bestEpoch).toBeGreaterThan(0);
  });

  it.each([
    [1, config],
    [2, config],
    [3, config],
    [2, mixedConfig],
  ])('ends with the same bits when it is broken off after epoch %d', async (epoch, ofTrial) => {
    const whole = await runUntil(
      trainTrial(
        task(createCheckpoints(store, { ...cell, trialId: 'whole' }, 'identity'), {
          config: ofTrial,
        }),
      ),
    );
    const first = createCheckpoints(store, cell, 'identity');
    const broken = trainTrial(task(first, { config: ofTrial }));
    await runUntil(broken, (record) => record.epoch === epoch);
    await broken.return(undefined as never);
    await first.settle();
    const second = await runUntil(
      trainTrial(task(createCheckpoints(store, cell, 'identity'), { config: ofTrial })),
    );
    expect(second?.history).toEqual(whole?.history);
    expect(second?.testProbabilities).toEqual(whole?.testProbabilities);
    expect(hashTensors(second?.parameters ?? new Map())).toBe(
      hashTensors(whole?.parameters ?? new Map()),
    );
  });

  it('keeps the newest checkpoint and that of the best epoch, no others', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity');
    const result = await runUntil(trainTrial(task(checkpoints)));
    const keys: string[] = [];
    for await (const { key } of store.list('studies/')) keys.push(key.slice(-18, -12));
    const kept = [result?.bestEpoch ?? 0, 4].map((epoch) => String(epoch).padStart(6, '0'));
    expect(keys).toEqual([...new Set(kept)].sort());
  });

  it('refuses a checkpoint of another trial', async () => {
    const one = createCheckpoints(store, cell, 'one');
    await runUntil(trainTrial(task(one)), () => true);
    await one.settle();
    const other = createCheckpoints(store, cell, 'another');
    await expect(runUntil(trainTrial(task(other)))).rejects.toThrow(/expected trial another/);
  });
});
