import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  byteObjects,
  contentHash,
  variantConfigSchema,
  type EpochRecord,
} from '@crossfold/contracts';
import { hashTensors, type TensorMap } from '@crossfold/graph';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { decodeSafetensors, encodeSafetensors } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimAttempt } from './attempt.js';
import { createCheckpoints, type Checkpoints } from './checkpoints.js';
import { createCheckpointPolicy } from './checkpoint-policy.js';
import { trainTrial } from './train-trial.js';
import type { TrialState } from './trial-state.js';
import type { TrialImages, TrialProgress, TrialResult, TrialTask } from './trial-task.js';

const sizePx = 32;
const classes = 3;
const cell = { studyId: 'study', trialId: 'full.f0.s1', attempt: 1 };
const never = new AbortController().signal;
const eachEpoch = [{ unit: 'epochs', count: 1 }] as const;

/** Images whose brightness tells the class, with noise. */
function drawImages(count: number): TrialImages {
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
    readBatch: (indices) => {
      const batch = new Uint8Array(indices.length * bytes);
      Array.from(indices, (i, at) =>
        batch.set(pixels.subarray(i * bytes, (i + 1) * bytes), at * bytes),
      );
      return Promise.resolve(batch);
    },
  };
}

const fewImages = drawImages(60);

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
  augmentation: {
    mixupAlpha: 0.4,
    cutmixAlpha: 1,
    cropAspectMax: 1.3,
    brightness: 0.2,
    hue: 0.05,
    randAugment: { operations: 2, magnitudeDeviation: 2 },
  },
  training: {
    ...config.training,
    sampling: 'balanced',
    accumulateSteps: 3,
    emaDecay: 0.9,
    stages: config.training.stages.map((stage, i) => ({ ...stage, classWeights: i > 0 })),
  },
});

/** What fine-tuning and averaging add to the state. */
const averagedConfig = variantConfigSchema.parse({
  ...config,
  training: {
    ...config.training,
    schedule: { name: 'cosine', warmupEpochs: 0.5, finalShare: 0.1 },
    layerDecay: 0.8,
    swa: { epochs: 2 },
    stages: [
      { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.003 },
      {
        name: 'all',
        trainable: { lastBlocks: 2 },
        epochs: 3,
        learningRate: 0.003,
        backboneLearningRate: 0.001,
      },
    ],
  },
});

/** Its loss scale is state too. */
const halfConfig = variantConfigSchema.parse({
  ...config,
  training: { ...config.training, precision: 'float16' },
});

describe('trainTrial', () => {
  /** Trainings share graphs, as in a process of a slot, but where a test says otherwise. */
  const graphs = new GraphCache();
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
  afterAll(() => {
    graphs.clear();
  });

  function task(checkpoints: Checkpoints, changes: Partial<TrialTask> = {}): TrialTask {
    const range = (from: number, to: number) =>
      Uint32Array.from({ length: to - from }, (_, i) => from + i);
    return {
      config,
      seed: 1,
      classes,
      images: fewImages,
      parts: { train: range(0, 36), validation: range(36, 48), test: range(48, 60) },
      pretrained: null,
      checkpoints,
      checkpointPolicy: createCheckpointPolicy(never, eachEpoch),
      graphs,
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

  /** Changes the stored bytes behind the store's back, or cuts their end off. */
  async function damageObject(key: string, change: ((bytes: Buffer) => void) | null) {
    const path = await realpath(join(folder, 'objects', key));
    const bytes = await readFile(path);
    change?.(bytes);
    await writeFile(path, change ? bytes : bytes.subarray(0, bytes.length / 2));
  }

  it('learns, and predicts each test image once', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity', 2);
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
    [3, averagedConfig],
    [1, halfConfig],
    [3, halfConfig],
  ])('ends with the same bits when it is broken off after epoch %d', async (epoch, ofTrial) => {
    // Each as in a process of its own.
    const alone = { config: ofTrial, graphs: new GraphCache(0) };
    const whole = await runUntil(
      trainTrial(
        task(createCheckpoints(store, { ...cell, trialId: 'whole' }, 'identity', 2), alone),
      ),
    );
    const first = createCheckpoints(store, cell, 'identity', 2);
    const broken = trainTrial(task(first, alone));
    await runUntil(broken, (record) => record.epoch === epoch);
    await broken.return(undefined as never);
    await first.settle();
    const second = await runUntil(
      trainTrial(task(createCheckpoints(store, cell, 'identity', 2), alone)),
    );
    expect(second?.history).toEqual(whole?.history);
    const scaling = ofTrial === halfConfig ? { scale: expect.any(Number) as number } : null;
    expect(whole?.lossScale).toEqual(scaling && expect.objectContaining(scaling));
    expect(second?.lossScale).toEqual(whole?.lossScale);
    expect(second?.testProbabilities).toEqual(whole?.testProbabilities);
    expect(hashTensors(second?.parameters ?? new Map())).toBe(
      hashTensors(whole?.parameters ?? new Map()),
    );
  });

  it('tells when it goes on with another library than it began with', async () => {
    const first = createCheckpoints(store, cell, 'identity', 2);
    const broken = trainTrial(task(first));
    await runUntil(broken, (record) => record.epoch === 1);
    await broken.return(undefined as never);
    await first.settle();
    const key = (await listCheckpoints(cell.trialId)).at(-1) ?? '';
    const { tensors, metadata } = decodeSafetensors((await store.get(key)).bytes, key);
    const state = JSON.parse(metadata['state'] ?? '') as TrialState;
    expect(state.backends).toHaveLength(1);
    const changed = JSON.stringify({ ...state, backends: ['an earlier library'] });
    await store.put(key, encodeSafetensors({ tensors, metadata: { state: changed } }));
    const second = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    const result = await runUntil(trainTrial(task(second)));
    expect(result?.backends).toEqual(['an earlier library', ...state.backends]);
  });

  /** Trains until `leave` progress reports have come, then asks it to stop; null when it did. */
  async function runSteps(
    trialId: string,
    attempt: number,
    leave: number,
    changes: Partial<TrialTask> = {},
  ): Promise<TrialResult | null> {
    const controller = new AbortController();
    const checkpoints = createCheckpoints(store, { ...cell, trialId, attempt }, 'identity', 2);
    const checkpointPolicy = createCheckpointPolicy(controller.signal, eachEpoch);
    const training = trainTrial(task(checkpoints, { checkpointPolicy, ...changes }));
    try {
      for (let reports = 0; ;) {
        const next = await training.next();
        if (next.done) return next.value;
        if (next.value.type === 'progress' && ++reports === leave) controller.abort();
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'INTERRUPTED') return null;
      throw error;
    }
  }

  async function listCheckpoints(trialId: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list(
      byteObjects.checkpoint.prefix({ studyId: 'study', trialId }),
    )) {
      keys.push(key);
    }
    return keys;
  }

  /** Writes what a checkpoint says beside its tensors anew, as another crossfold might have. */
  async function rewriteState(
    key: string,
    change: (state: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const { tensors, metadata } = decodeSafetensors((await store.get(key)).bytes, key);
    const state = change(JSON.parse(metadata['state'] ?? '{}') as Record<string, unknown>);
    await store.put(
      key,
      encodeSafetensors({ tensors, metadata: { ...metadata, state: JSON.stringify(state) } }),
    );
  }

  /** SHA-256 over all state in the checkpoint of the last epoch: tensors, optimiser, sums, history. */
  async function stateHash(trialId: string): Promise<string> {
    const ofEpochs = (await listCheckpoints(trialId)).filter((key) => key.includes('-000000-'));
    const key = ofEpochs.at(-1) ?? '';
    const { tensors, metadata } = decodeSafetensors((await store.get(key)).bytes, key);
    // Which attempt wrote the best epoch is not part of what was trained.
    const stored = JSON.parse(metadata['state'] ?? '{}') as Record<string, unknown>;
    const state = { ...stored, bestKey: null };
    return contentHash({ tensors: hashTensors(tensors), state });
  }

  function expectSame(actual: TrialResult | null, expected: TrialResult | null): void {
    expect(actual?.history).toEqual(expected?.history);
    expect(actual?.bestEpoch).toBe(expected?.bestEpoch);
    expect(actual?.testProbabilities).toEqual(expected?.testProbabilities);
    expect(hashTensors(actual?.parameters ?? new Map())).toBe(
      hashTensors(expected?.parameters ?? new Map()),
    );
  }

  // 4 epochs of 5 training steps and 1 of validation, then 1 of prediction.
  const reports = 4 * 6 + 1;

  it('ends with the same bits after it was stopped at any step', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    const state = await stateHash('whole');
    for (let stop = 1; stop <= reports; stop++) {
      const trialId = `stop-${stop}`;
      expect(await runSteps(trialId, 1, stop), trialId).toBeNull();
      expectSame(await runSteps(trialId, 2, Infinity), whole);
      expect(await stateHash(trialId), trialId).toBe(state);
    }
    // Fifty trainings: longer than other tests may take.
  }, 300_000);

  it('ends with the same bits when it is stopped again and again', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    let result: TrialResult | null = null;
    let attempts = 0;
    while (result === null && attempts < reports) {
      result = await runSteps('halting', ++attempts, 4);
    }
    expect(attempts).toBeGreaterThan(5);
    expectSame(result, whole);
    expect(await stateHash('halting')).toBe(await stateHash('whole'));
  });

  it.each([
    ['the best epoch', config, 0],
    ['averaged weights', averagedConfig, 1],
  ])('comes to an end however soon it is stopped each time: %s', async (_, given, passes) => {
    // Validation and test parts of three batches each, beside a single step of training.
    const range = (from: number, to: number) =>
      Uint32Array.from({ length: to - from }, (_, i) => from + i);
    const parts = { train: range(0, 8), validation: range(8, 80), test: range(80, 160) };
    const stages = given.training.stages.map((stage) => ({ ...stage, epochs: 1 }));
    const short = { ...given, training: { ...given.training, stages } };
    const long = { images: drawImages(160), parts, config: short };
    const whole = await runSteps('whole', 1, Infinity, long);
    let result: TrialResult | null = null;
    let attempts = 0;
    while (result === null && attempts < 20) {
      result = await runSteps('hindered', ++attempts, 1, long);
    }
    // Two epochs of one step and three batches, a pass of one step for the statistics of averaged
    // weights, five batches of the test and validation parts, and the end.
    expect(attempts).toBe(2 * (1 + 3) + passes + 5 + 1);
    expectSame(result, whole);
    expect(result?.evaluated).toEqual(whole?.evaluated);
    expect(await stateHash('hindered')).toBe(await stateHash('whole'));
  });

  it('evaluates the mean of the last epochs, with batch statistics of its own', async () => {
    const kept: TensorMap[] = [];
    const checkpoints = createCheckpoints(store, cell, 'identity', 2);
    const spying: Checkpoints = {
      ...checkpoints,
      save: (checkpoint) => {
        kept.push(checkpoint.tensors);
        return checkpoints.save(checkpoint);
      },
    };
    const result = await runUntil(trainTrial(task(spying, { config: averagedConfig })));
    expect(result?.evaluated).toEqual({ from: 'swa', epochs: 2, batchNorm: 'reestimated' });
    const kernel = 'block3_2_conv/kernel';
    const valuesOf = (tensors?: TensorMap) => tensors?.get(kernel)?.data ?? new Float32Array();
    const [before, last] = kept.slice(-2).map(valuesOf) as [Float32Array, Float32Array];
    const mean = before.map((value, i) => value + ((last[i] ?? NaN) - value) / 2);
    expect(valuesOf(result?.parameters)).toEqual(mean);
    const statistics = 'block3_2_bn/moving_mean';
    const moving = kept.at(-1)?.get(statistics)?.data;
    expect(result?.parameters.get(statistics)?.data).not.toEqual(moving);
    expect(result?.history.map(({ learningRate }) => learningRate).at(-1)).toBeCloseTo(0.0003, 12);
  });

  it('saves between the ends of epochs when it is time', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity', 2);
    const training = trainTrial(
      task(checkpoints, {
        checkpointPolicy: createCheckpointPolicy(never, [{ unit: 'steps', count: 1 }]),
      }),
    );
    for (let steps = 0; steps < 3;) {
      const next = await training.next();
      if (!next.done && next.value.type === 'progress') steps += 1;
    }
    await training.return(undefined as never);
    await checkpoints.settle();
    expect((await listCheckpoints(cell.trialId)).map((key) => key.split('/').at(-1))).toEqual([
      '000000-000001-000001.safetensors',
      '000000-000002-000001.safetensors',
    ]);
  });

  it('saves after so many steps and keeps as many as it is told, the best besides', async () => {
    const config3 = { ...config, training: { ...config.training, monitor: 'loss' as const } };
    const checkpoints = createCheckpoints(store, cell, 'identity', 3);
    const checkpointPolicy = createCheckpointPolicy(never, [{ unit: 'steps', count: 3 }]);
    const result = await runUntil(
      trainTrial(task(checkpoints, { checkpointPolicy, config: config3 })),
    );
    // Five steps an epoch; each epoch is better than the one before, and so is saved too.
    expect((await listCheckpoints(cell.trialId)).map((key) => key.split('/').at(-1))).toEqual([
      '000003-000000-000001.safetensors',
      '000003-000003-000001.safetensors',
      '000004-000000-000001.safetensors',
    ]);
    expect(result?.bestEpoch).toBe(4);
  });

  it('ends with the same bits when few epochs were saved', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    const first = createCheckpoints(store, cell, 'identity', 1);
    const rarely = createCheckpointPolicy(never, [{ unit: 'steps', count: 100 }]);
    const broken = trainTrial(task(first, { checkpointPolicy: rarely }));
    await runUntil(broken, (record) => record.epoch === 3);
    await broken.return(undefined as never);
    await first.settle();
    expectSame(await runSteps(cell.trialId, 2, Infinity), whole);
  });

  it('keeps the two newest checkpoints and those of their best epochs, no others', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity', 2);
    const result = await runUntil(trainTrial(task(checkpoints)));
    const epochs = (await listCheckpoints(cell.trialId)).map((key) =>
      Number(key.split('/').at(-1)?.slice(0, 6)),
    );
    expect(epochs).toEqual(expect.arrayContaining([3, 4, result?.bestEpoch]));
    expect(epochs.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['a flipped byte', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(900) ^ 1, 900)],
    ['a missing end', null],
  ])('goes back to the checkpoint before on %s, says so, and ends the same', async (_, damage) => {
    const whole = await runSteps('whole', 1, Infinity);
    expect(await runSteps(cell.trialId, 1, 15)).toBeNull();
    const newest = (await listCheckpoints(cell.trialId)).at(-1) ?? '';
    await damageObject(newest, damage);
    const checkpoints = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    const { restored, damaged } = await checkpoints.loadLatest();
    expect(damaged.map(({ key }) => key)).toEqual([newest]);
    expect(restored?.state.history).toHaveLength(2);
    const events: TrialProgress[] = [];
    const training = trainTrial(task(checkpoints));
    for (;;) {
      const next = await training.next();
      if (next.done) {
        expectSame(next.value, whole);
        break;
      }
      events.push(next.value);
    }
    expect(events[0]).toMatchObject({ type: 'checkpointDamaged', key: newest });
    expect(events[1]).toMatchObject({ type: 'started', resumedAfterEpoch: 2 });
  });

  it('refuses a checkpoint of a later version by name, and removes none', async () => {
    expect(await runSteps(cell.trialId, 1, 15)).toBeNull();
    const keys = await listCheckpoints(cell.trialId);
    const newest = keys.at(-1) ?? '';
    await rewriteState(newest, (state) => ({ ...state, schemaVersion: 999, optimiser: 'another' }));
    const { bytes } = await store.get(newest);
    const checkpoints = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    const refusal = {
      code: 'SCHEMA_VERSION_UNKNOWN',
      message: `expected schemaVersion 0 or 1 in ${newest}, got 999: written by a newer crossfold`,
    };
    await expect(checkpoints.loadLatest()).rejects.toMatchObject(refusal);
    await checkpoints.settle();
    await expect(runSteps(cell.trialId, 2, Infinity)).rejects.toMatchObject(refusal);
    expect(await listCheckpoints(cell.trialId)).toEqual(keys);
    expect((await store.get(newest)).bytes).toEqual(bytes);
  });

  it('goes on with checkpoints that do not say their version, and ends the same', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    expect(await runSteps(cell.trialId, 1, 15)).toBeNull();
    for (const key of await listCheckpoints(cell.trialId)) {
      await rewriteState(key, ({ schemaVersion, ...state }) => {
        expect(schemaVersion).toBe(1);
        return state;
      });
    }
    const checkpoints = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    const { restored, damaged } = await checkpoints.loadLatest();
    expect(restored?.state.history.length).toBeGreaterThan(0);
    expect(damaged).toEqual([]);
    expectSame(await runSteps(cell.trialId, 3, Infinity), whole);
  });

  it('leaves no damaged checkpoint behind, also where none is written after it', async () => {
    expect(await runSteps(cell.trialId, 1, 15)).toBeNull();
    const newest = (await listCheckpoints(cell.trialId)).at(-1) ?? '';
    await damageObject(newest, null);
    const checkpoints = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    await checkpoints.loadLatest();
    await checkpoints.settle();
    expect(await listCheckpoints(cell.trialId)).not.toContain(newest);
  });

  it('begins anew when no checkpoint is whole, and ends the same', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    expect(await runSteps(cell.trialId, 1, 15)).toBeNull();
    const keys = await listCheckpoints(cell.trialId);
    for (const key of keys) await damageObject(key, null);
    const checkpoints = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    expect((await checkpoints.loadLatest()).restored).toBeNull();
    expectSame(await runSteps(cell.trialId, 3, Infinity), whole);
  });

  it('trains on while the store is away, and saves what it missed after', async () => {
    const whole = await runSteps('whole', 1, Infinity);
    let puts = 0;
    const failing: ObjectStore = {
      ...store,
      put: (...args) => {
        puts += 1;
        // The first epoch is saved; then nothing until all epochs are done.
        if (puts === 1 || puts > 4) return store.put(...args);
        return Promise.reject(new AppError('STORE_UNAVAILABLE', 'away'));
      },
    };
    const away = createCheckpoints(failing, cell, 'identity', 2);
    expectSame(await runUntil(trainTrial(task(away))), whole);
    expect(puts).toBeGreaterThan(4);
    const kept = createCheckpoints(store, { ...cell, attempt: 2 }, 'identity', 2);
    const { restored } = await kept.loadLatest();
    expect(restored?.state.history).toEqual(whole?.history);
    expect(await stateHash(cell.trialId)).toBe(await stateHash('whole'));
    expectSame(await runSteps(cell.trialId, 2, Infinity), whole);
  });

  it('refuses the writes of an attempt after which there was another', async () => {
    const checkpoints = createCheckpoints(store, cell, 'identity', 2);
    await claimAttempt(store, { studyId: 'study', trialId: cell.trialId }, 'first');
    const training = trainTrial(task(checkpoints));
    await runUntil(training, ({ epoch }) => epoch === 1);
    await checkpoints.settle();
    await claimAttempt(store, { studyId: 'study', trialId: cell.trialId }, 'second');
    await expect(runUntil(training)).rejects.toMatchObject({ code: 'SUPERSEDED' });
    expect(await listCheckpoints(cell.trialId)).toHaveLength(1);
  });

  it('refuses a checkpoint of another trial', async () => {
    const one = createCheckpoints(store, cell, 'one', 2);
    await runUntil(trainTrial(task(one)), () => true);
    await one.settle();
    const other = createCheckpoints(store, cell, 'another', 2);
    await expect(runUntil(trainTrial(task(other)))).rejects.toThrow(/expected trial another/);
  });
});
