import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import {
  byteObjects,
  contentHash,
  listTrials,
  records,
  variantConfigSchema,
  type FoldPlan,
  type Manifest,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import { ingest, planFolds } from '@crossfold/data';
import { inspectImage, inspectMask } from '@crossfold/data/images';
import { hashTensors } from '@crossfold/graph';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { buildClassifier, decodeSafetensors } from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import {
  createRecord,
  getNamed,
  openObjectStore,
  readNamedRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { claimAttempt } from './attempt.js';
import { runTrial, type TrialContext } from './run-trial.js';
import { trainOneTrial, type OneTrial } from './train-one-trial.js';
import { openTrialImages } from './trial-images.js';
import { readTrialRecords } from './trial-records.js';

// Read when TensorFlow loads: results of an unknown number of threads are taken by nobody.
vi.hoisted(() => {
  process.env['TF_NUM_INTRAOP_THREADS'] = '2';
});

const variant = {
  model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [8] },
  training: {
    batchSize: 8,
    earlyStopping: null,
    stages: [{ name: 'all', trainable: 'all', epochs: 2, learningRate: 0.003 }],
  },
};

const sizePx = 32;

/** A grey picture with noise, as a PNG. */
function encodePicture(brightness: number, key: number): Buffer {
  const stream = randomStream('picture', key);
  // Each row begins with its filter: none.
  const rows = Array.from({ length: sizePx }, () => [
    0,
    ...Array.from({ length: sizePx }, () => brightness + stream.integer(60)),
  ]);
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, checksum]);
  };
  const header = Buffer.from([0, 0, 0, sizePx, 0, 0, 0, sizePx, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const last = sizePx - 1;

/** Where each pixel of the eight views of a square comes from: [row, column] of the image. */
const symmetries: readonly ((y: number, x: number) => readonly [number, number])[] = [
  (y, x) => [y, x],
  (y, x) => [y, last - x],
  (y, x) => [last - y, x],
  (y, x) => [last - y, last - x],
  (y, x) => [x, y],
  (y, x) => [x, last - y],
  (y, x) => [last - x, y],
  (y, x) => [last - x, last - y],
];

/** @param pixels uint8 [images, size, size, 3] */
function movePixels(pixels: Uint8Array, source: (typeof symmetries)[number]): Uint8Array {
  return pixels.map((_, i) => {
    const [channel, x] = [i % 3, Math.floor(i / 3) % sizePx];
    const row = Math.floor(i / (3 * sizePx));
    const [fromY, fromX] = source(row % sizePx, x);
    const image = row - (row % sizePx);
    return pixels[((image + fromY) * sizePx + fromX) * 3 + channel] as number;
  });
}

const classes = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'];

/** A folder for each class; they differ in brightness. */
async function drawClasses(dir: string): Promise<void> {
  for (const [index, name] of classes.entries()) {
    await mkdir(join(dir, name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      const path = join(dir, name, `${name}-${i}.png`);
      await writeFile(path, encodePicture(10 + 30 * index, 7 * i + index));
    }
  }
}

describe('trainOneTrial', () => {
  let folder: string;
  let store: ObjectStore;
  let manifest: Manifest;
  let plan: FoldPlan;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'train-one-trial-'));
    const images = join(folder, 'images');
    await drawClasses(images);
    const ingested = await ingest(images, { inspectImage, inspectMask });
    manifest = ingested.manifest;
    store = openObjectStore({ kind: 'file', dir: join(folder, 'store') });
    for (const [sha256, file] of ingested.files) {
      await store.put(byteObjects.blob.key({ sha256 }), await readFile(file));
    }
    const options = { protocol: 'grouped', folds: 2, seed: 1, sealedShare: 0 } as const;
    plan = planFolds(manifest, options, contentHash(manifest));
  });

  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  function train(changes: Partial<OneTrial> = {}) {
    const cacheDir = join(folder, 'cache');
    return trainOneTrial({
      store,
      manifest,
      plan,
      variant,
      fold: 0,
      seed: 1,
      cacheDir,
      ...changes,
    });
  }

  it('trains a trial, and publishes it as that of a study of one cell', async () => {
    const signs: string[] = [];
    const receipt = await train({ onProgress: ({ type }) => signs.push(type) });
    expect(signs.filter((type) => type === 'epoch')).toHaveLength(2);
    expect(receipt).toMatchObject({ fold: 0, seed: 1, epochs: 2, attempt: 1 });
    const held = plan.assignments.filter(({ fold }) => fold === 0).map((row) => row.imageId);
    const predictions = await readNamedRecord(store, records.predictions, receipt.predictions);
    expect([...predictions.imageIds].sort()).toEqual(held.sort());
    const { study, variant: stored } = await readTrialRecords(store, receipt);
    expect(study.seeds).toEqual([1]);
    expect(stored.config.training.batchSize).toBe(8);
    expect(await train({ onProgress: ({ type }) => signs.push(`again ${type}`) })).toEqual(receipt);
    expect(signs.filter((type) => type.startsWith('again'))).toEqual([]);
  });

  it('goes on where it was interrupted, with the same bits', async () => {
    const whole = await train({ studyId: 'whole' });
    const leaving = new AbortController();
    const interrupted = train({
      studyId: 'interrupted',
      leave: leaving.signal,
      onProgress: (progress) => {
        if (progress.type === 'progress' && progress.epoch === 2) leaving.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const resumed: (number | null)[] = [];
    const receipt = await train({
      studyId: 'interrupted',
      onProgress: (progress) => {
        if (progress.type === 'started') resumed.push(progress.resumedAfterEpoch);
      },
    });
    expect(resumed).toEqual([1]);
    expect(receipt.attempt).toBe(2);
    expect(receipt.predictions.sha256).toBe(whole.predictions.sha256);
  });

  it('keeps folds of one study beside each other, and refuses what is not the same study', async () => {
    const [first, second] = [
      await train({ studyId: 'folds' }),
      await train({ studyId: 'folds', fold: 1 }),
    ];
    expect(first.predictions.sha256).not.toBe(second.predictions.sha256);
    await expect(train({ studyId: 'folds', seed: 2 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      train({ studyId: 'folds', variant: { model: { backbone: 'tiny' } } }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('trains on a share of the training part, with the same inner validation and test parts', async () => {
    const whole = await train({ studyId: 'undivided' });
    const training = { ...variant.training, trainShare: 0.5 };
    const half = await train({ studyId: 'half', variant: { ...variant, training } });
    const { train: images, ...others } = whole.images;
    // Of each class two groups are left to train on, of one image each.
    expect([whole.trainPart, half.trainPart]).toEqual([
      { share: 1, groups: images },
      { share: 0.5, groups: images / 2 },
    ]);
    expect(half.images).toEqual({ train: images / 2, ...others });
    expect(half.innerValidation?.splitSha256).not.toBe(whole.innerValidation?.splitSha256);
  });

  describe('a trial that differs from a finished one in its views alone', () => {
    const dihedral = { ...variant, evaluation: { testTimeAugmentation: 'dihedral8' as const } };

    /** Runs the trials of a study of these variants, one after the other. */
    async function runStudy(studyId: string, variants: readonly OneTrial['variant'][]) {
      const first = await train({ studyId: `${studyId}-alone`, variant: variants[0] });
      const alone = await readTrialRecords(store, first);
      const study: Study = {
        ...alone.study,
        studyId,
        variants: variants.map((one, i) => {
          const config = variantConfigSchema.parse(one);
          const name = `v${i}`;
          const role = i === 0 ? 'baseline' : 'arm';
          return { name, role, removedComponent: null, config, configSha256: contentHash(config) };
        }),
      };
      await createRecord(store, records.study, { studyId }, study);
      const receipts: Receipt[] = [];
      for (const { trialId } of listTrials(study).filter(({ fold }) => fold === 0)) {
        const job = { studyId, trialId };
        const attempt = await claimAttempt(store, job, 'test');
        const read = await readTrialRecords(store, job);
        receipts.push(await runTrial({ ...job, attempt, worker: 'test' }, read, context()));
      }
      return receipts;
    }

    function context(): TrialContext {
      return {
        store,
        checkpointStore: store,
        cacheDir: join(folder, 'cache'),
        weightsAccess: { dir: folder, folders: [], hosts: [], buckets: [] },
        graphs: new GraphCache(),
        environment: {},
        report: () => undefined,
        warn: () => undefined,
        leave: new AbortController().signal,
      };
    }

    const weightsOf = async ({ weights }: Receipt) =>
      hashTensors(decodeSafetensors(await getNamed(store, weights), weights.key).tensors);

    it('predicts with its weights, as it would had it trained', async () => {
      const [plain, viewed] = (await runStudy('views', [variant, dihedral])) as [Receipt, Receipt];
      expect(plain.weightsFrom).toBeUndefined();
      expect(viewed.weightsFrom).toEqual({ studyId: 'views', trialId: plain.trialId });
      expect(await weightsOf(viewed)).toBe(await weightsOf(plain));
      expect(viewed.timings.trainSeconds).toBe(0);
      expect(viewed.history.sha256).toBe(plain.history.sha256);
      const { bestEpoch, epochs, images, innerValidation } = plain;
      expect(viewed).toMatchObject({ bestEpoch, epochs, images, innerValidation });
      // Trained by itself, it says the same.
      const trained = await train({ studyId: 'views-trained', variant: dihedral });
      expect(trained.timings.trainSeconds).toBeGreaterThan(0);
      expect(viewed.predictions.sha256).toBe(trained.predictions.sha256);
      expect(viewed.innerPredictions?.sha256).toBe(trained.innerPredictions?.sha256);
      expect(viewed.evaluation).toEqual(trained.evaluation);
      expect(viewed.predictions.sha256).not.toBe(plain.predictions.sha256);
    });

    it('has the mean of what its model says of each view', async () => {
      const [, viewed] = (await runStudy('mean', [variant, dihedral])) as [Receipt, Receipt];
      const { imageIds, probabilities } = await readNamedRecord(
        store,
        records.predictions,
        viewed.predictions,
      );
      const opening = {
        store,
        cacheDir: join(folder, 'cache'),
        manifest,
        imageIds,
        sizePx,
        region: { part: 'full', masks: 'given' } as const,
        onProgress: () => undefined,
      };
      const images = await openTrialImages(opening);
      const pixels = await images.readBatch(Uint32Array.from(imageIds, (_, i) => i));
      await images.close();
      const { tensors } = decodeSafetensors(await getNamed(store, viewed.weights), 'weights');
      const { model } = variantConfigSchema.parse(variant);
      const predictor = createPredictor(buildClassifier(model, classes.length), tensors);
      const said = symmetries.map((source) =>
        predictor.predict(movePixels(pixels, source), imageIds.length, 'none'),
      );
      predictor.dispose();
      for (const [i, found] of probabilities.flat().entries()) {
        const mean = said.reduce((sum, one) => sum + (one[i] ?? NaN), 0) / said.length;
        expect(found).toBeCloseTo(mean, 6);
      }
    });

    it('trains where the weights are damaged, and says so', async () => {
      const [plain] = (await runStudy('damaged', [variant, dihedral])) as [Receipt];
      const studyId = 'damaged-again';
      await store.put(plain.weights.key, new Uint8Array(8));
      const { study } = await readTrialRecords(store, plain);
      const reusing = { ...study, studyId, variants: study.variants.slice(1), reuse: ['damaged'] };
      await createRecord(store, records.study, { studyId }, reusing);
      const job = { studyId, trialId: 'v1.f0.s1' };
      await store.delete(records.receipt.key({ studyId: 'damaged', trialId: 'v1.f0.s1' }));
      const attempt = await claimAttempt(store, job, 'test');
      const read = await readTrialRecords(store, job);
      const receipt = await runTrial({ ...job, attempt, worker: 'test' }, read, context());
      expect(receipt.weightsFrom).toBeUndefined();
      expect(receipt.timings.trainSeconds).toBeGreaterThan(0);
      expect(receipt.notTaken?.map(({ reason }) => reason).join()).toContain(plain.weights.key);
    });
  });

  it('refuses a fold that is not there and a variant that is none, by name', async () => {
    await expect(train({ fold: 2 })).rejects.toThrow('expected one of 2 folds, from 0, got fold 2');
    await expect(
      train({ variant: { model: { backbone: 'tiny', size: 3 } as never } }),
    ).rejects.toMatchObject({ code: 'SPEC_INVALID' });
  });
});
