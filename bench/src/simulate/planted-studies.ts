import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects, contentHash, type FoldPlan, type Manifest } from '@crossfold/contracts';
import { ingest, planFolds } from '@crossfold/data';
import { inspectImage, inspectMask, synthesise } from '@crossfold/data/images';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { createFileStore, type ObjectStore } from '@crossfold/storage';
import { trainOneTrial, type OneTrial } from '@crossfold/training/tensorflow';

/** A variant of the planted study, and what it is known to do beside the baseline. */
export interface PlantedVariant {
  readonly name: string;
  /** 1 helps, −1 hurts, 0 does nothing. */
  readonly truth: -1 | 0 | 1;
  /** Places that it may have among all variants, from the worst, 0. */
  readonly places: readonly [first: number, last: number];
  readonly variant: NonNullable<OneTrial['variant']>;
  /** Added to the seeds of the study. */
  readonly seedShift?: number;
}

export const folds = 5;
export const seeds = [1, 2] as const;
const images = 280;

/** Trained for too short a time: what trains longer helps, and what trains less hurts. */
const baselineEpochs = 4;

/** The baseline first. Classes can be told apart without a fault (difficulty 0), given the training. */
export const plantedVariants: readonly PlantedVariant[] = [
  { name: 'baseline', truth: 0, places: [2, 4], variant: train(baselineEpochs) },
  { name: 'four times as long', truth: 1, places: [5, 6], variant: train(4 * baselineEpochs) },
  { name: 'twice as long', truth: 1, places: [5, 6], variant: train(2 * baselineEpochs) },
  { name: 'half as long', truth: -1, places: [0, 1], variant: train(baselineEpochs / 2) },
  { name: 'rate of 0.0000001', truth: -1, places: [0, 1], variant: train(baselineEpochs, 1e-7) },
  { name: 'other seeds', truth: 0, places: [2, 4], variant: train(baselineEpochs), seedShift: 100 },
  {
    name: 'gradients clipped at 1000000',
    truth: 0,
    places: [2, 4],
    variant: train(baselineEpochs, undefined, { clipNorm: 1e6 }),
  },
];

function train(
  epochs: number,
  learningRate = 0.003,
  training: { readonly clipNorm?: number } = {},
): PlantedVariant['variant'] {
  return {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [32] },
    training: {
      batchSize: 16,
      earlyStopping: null,
      plateau: null,
      ...training,
      stages: [{ name: 'all', trainable: 'all', epochs, learningRate }],
    },
  };
}

/** Balanced accuracy of every cell that was trained: [variants][folds][seeds]. */
export async function trainPlanted(): Promise<number[][][]> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-planted-'));
  const store = createFileStore({ kind: 'file', dir: join(folder, 'store') });
  try {
    const manifest = await addDrawnImages(store, join(folder, 'images'));
    const options = { protocol: 'grouped', folds, seed: 1, sealedShare: 0 } as const;
    const plan = planFolds(manifest, options, contentHash(manifest));
    return await trainAll({ store, manifest, plan, cacheDir: join(folder, 'cache') });
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

interface Place {
  readonly store: ObjectStore;
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  readonly cacheDir: string;
}

async function trainAll(place: Place): Promise<number[][][]> {
  const graphs = new GraphCache();
  const scores: number[][][] = [];
  for (const { variant, seedShift = 0 } of plantedVariants) {
    const own: number[][] = [];
    for (let fold = 0; fold < folds; fold++) {
      const row: number[] = [];
      for (const seed of seeds) {
        const trial = { ...place, variant, fold, seed: seed + seedShift, graphs };
        const { evaluation } = await trainOneTrial(trial);
        row.push(evaluation.scores.balancedAccuracy);
      }
      own.push(row);
    }
    scores.push(own);
  }
  return scores;
}

async function addDrawnImages(store: ObjectStore, folder: string): Promise<Manifest> {
  await synthesise(folder, { images, seed: 3, shares: 'mild', difficulty: 0, masks: false });
  const { manifest, files } = await ingest(folder, { inspectImage, inspectMask });
  for (const [sha256, file] of files) {
    await store.put(byteObjects.blob.key({ sha256 }), await readFile(file));
  }
  return manifest;
}
