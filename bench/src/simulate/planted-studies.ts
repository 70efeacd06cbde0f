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
const images = 420;

/** As much as all variants see, but for two. */
const baselinePx = 16;

/**
 * The baseline first. Classes can be told apart without a fault (difficulty 0) by who sees enough of the
 * pictures: more pixels help. Colours say much of the class: to change them at random hurts.
 */
export const plantedVariants: readonly PlantedVariant[] = [
  { name: 'baseline', truth: 0, places: [2, 4], variant: train(baselinePx) },
  { name: 'three times the side', truth: 1, places: [5, 6], variant: train(3 * baselinePx) },
  { name: 'twice the side', truth: 1, places: [5, 6], variant: train(2 * baselinePx) },
  {
    name: 'colours changed at random',
    truth: -1,
    places: [1, 1],
    variant: train(baselinePx, {
      augmentation: { hue: 0.5, saturation: 0.9, brightness: 0.8 },
    }),
  },
  {
    name: 'rate of 0.0000001',
    truth: -1,
    places: [0, 0],
    variant: train(baselinePx, { learningRate: 1e-7 }),
  },
  { name: 'other seeds', truth: 0, places: [2, 4], variant: train(baselinePx), seedShift: 100 },
  {
    name: 'gradients clipped at 1000000',
    truth: 0,
    places: [2, 4],
    variant: train(baselinePx, { clipNorm: 1e6 }),
  },
];

interface Changes {
  readonly learningRate?: number;
  readonly clipNorm?: number;
  readonly augmentation?: {
    readonly hue: number;
    readonly saturation: number;
    readonly brightness: number;
  };
}

function train(
  imageSizePx: number,
  { learningRate = 0.002, clipNorm, augmentation }: Changes = {},
): PlantedVariant['variant'] {
  return {
    model: { backbone: 'tiny', imageSizePx, hiddenUnits: [32] },
    ...(augmentation && { augmentation }),
    training: {
      batchSize: 16,
      earlyStopping: null,
      plateau: null,
      schedule: { name: 'cosine' },
      ...(clipNorm !== undefined && { clipNorm }),
      stages: [{ name: 'all', trainable: 'all', epochs: 12, learningRate }],
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
  await synthesise(folder, {
    images,
    seed: 3,
    shares: 'mild',
    difficulty: 0,
    masks: false,
    widthPx: 200,
  });
  const { manifest, files } = await ingest(folder, { inspectImage, inspectMask });
  for (const [sha256, file] of files) {
    await store.put(byteObjects.blob.key({ sha256 }), await readFile(file));
  }
  return manifest;
}
