import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  checkpointConfigSchema,
  contentHash,
  listTrials,
  records,
  studySchema,
  studySpecSchema,
  variantConfigSchema,
  type CheckpointConfig,
  type Manifest,
  type Study,
  type VariantConfig,
} from '@crossfold/contracts';
import { ingest, innerValidationSplit, planFolds, type TrialParts } from '@crossfold/data';
import { inspectImage, inspectMask } from '@crossfold/data/images';
import {
  createRecord,
  openObjectStore,
  type ObjectStore,
  type StoreSettings,
} from '@crossfold/storage';

/** A store in a folder with one study, all of it ready to be trained. */
export interface TrialStore {
  readonly folder: string;
  readonly settings: StoreSettings;
  readonly studyId: string;
  readonly trialId: string;
  readonly config: VariantConfig;
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
  /** Of TensorFlow. */
  readonly threads: number;
  /** Of the study; its defaults where left out. */
  readonly checkpoints?: CheckpointConfig;
}

/** As many folds as a study has that says nothing of them; none of the images is sealed. */
const planOptions = {
  protocol: 'grouped',
  folds: studySpecSchema.shape.folds.parse(undefined),
  seed: 1,
  testShare: 0,
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
  const plan = planFolds(manifest.images, planOptions, manifestSha256);
  const config = trialConfig(options);
  const study: Study = {
    schemaVersion: 1,
    studyId: 'bench',
    name: 'bench',
    submittedAt: new Date().toISOString(),
    dataset: { name: 'bench', manifestSha256 },
    foldPlan: { sha256: contentHash(plan), options: plan.options, leak: plan.leak },
    seeds: [seed],
    variants: [variantOf(config)],
    calibration: 'none',
    ensemble: null,
    threads: options.threads,
    checkpoints: checkpointConfigSchema.parse(options.checkpoints ?? {}),
    spec: null,
  };
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  await createRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 }, plan);
  await writeStudy(store, study);
  await store.close();
  return {
    folder,
    settings,
    manifest,
    files,
    config,
    studyId: study.studyId,
    trialId: listTrials(study)[0]?.trialId ?? '',
    parts: innerValidationSplit(plan, 0, seed, config.training.validationShare),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The same study under another id, so that it is trained anew. */
export async function copyStudy(trial: TrialStore, studyId: string): Promise<void> {
  const store = openObjectStore(trial.settings);
  const { bytes } = await store.get(records.study.key({ studyId: trial.studyId }));
  const study = studySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  await writeStudy(store, { ...study, studyId });
  await store.close();
}

async function writeStudy(store: ObjectStore, study: Study): Promise<void> {
  await createRecord(store, records.study, { studyId: study.studyId }, study);
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

function variantOf(config: VariantConfig): Study['variants'][number] {
  const configSha256 = contentHash(config);
  return { name: 'full', role: 'baseline', removedComponent: null, config, configSha256 };
}
