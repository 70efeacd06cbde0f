import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  checkpointConfigSchema,
  contentHash,
  records,
  studySpecSchema,
  variantConfigSchema,
  type CheckpointConfig,
  type Manifest,
  type VariantConfig,
} from '@crossfold/contracts';
import { ingest, innerValidationSplit, planFolds, type TrialParts } from '@crossfold/data';
import { inspectImage, inspectMask } from '@crossfold/data/images';
import { createRecord, openObjectStore, type StoreSettings } from '@crossfold/storage';

/** A store in a folder with images and a plan, and what is to be trained on them. */
export interface TrialStore {
  readonly folder: string;
  readonly settings: StoreSettings;
  readonly manifestSha256: string;
  readonly planSha256: string;
  readonly config: VariantConfig;
  readonly seed: number;
  readonly checkpoints: CheckpointConfig;
  readonly parts: TrialParts;
  readonly manifest: Manifest;
  /** Path of the file of each image, by its SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

export interface TrialStoreOptions {
  readonly backbone: string;
  readonly size: number;
  readonly batch: number;
  readonly epochs: number;
  /** Those of a study where left out. */
  readonly checkpoints?: CheckpointConfig;
}

/** As many folds as a study has that says nothing of them; none of the images is sealed. */
const planOptions = {
  protocol: 'grouped',
  folds: studySpecSchema.shape.folds.parse(undefined),
  seed: 1,
  sealedShare: 0,
} as const;
const seed = 1;

/** @param images folder of drawn images */
export async function createTrialStore(
  images: string,
  options: TrialStoreOptions,
): Promise<TrialStore> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-bench-'));
  const settings = { kind: 'file', dir: join(folder, 'store') } as const;
  const store = openObjectStore(settings);
  const { manifest, files } = await ingest(images, { inspectImage, inspectMask });
  for (const [hash, file] of files)
    await store.put(byteObjects.blob.key({ sha256: hash }), await readFile(file));
  const manifestSha256 = contentHash(manifest);
  const plan = planFolds(manifest, planOptions, manifestSha256);
  const config = trialConfig(options);
  const planSha256 = contentHash(plan);
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  await createRecord(store, records.foldPlan, { sha256: planSha256 }, plan);
  await store.close();
  return {
    folder,
    settings,
    manifest,
    files,
    manifestSha256,
    planSha256,
    config,
    seed,
    checkpoints: checkpointConfigSchema.parse(options.checkpoints ?? {}),
    parts: innerValidationSplit(plan, 0, seed, config.training.validationShare),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** One stage that trains everything, and all else by default. */
function trialConfig({ backbone, size, batch, epochs }: TrialStoreOptions): VariantConfig {
  return variantConfigSchema.parse({
    model: { backbone, imageSizePx: size },
    training: {
      batchSize: batch,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs, learningRate: 1e-4 }],
    },
  });
}
