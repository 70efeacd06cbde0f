import { join } from 'node:path';
import {
  AppError,
  cacheHome,
  checkpointConfigSchema,
  contentHash,
  defaultThreads,
  foldsText,
  listTrials,
  placeText,
  parseWith,
  records,
  variantConfigSchema,
  type CheckpointConfig,
  type FoldPlan,
  type Manifest,
  type Receipt,
  type Study,
  type VariantConfig,
} from '@crossfold/contracts';
import { describeBackend, GraphCache } from '@crossfold/graph/tensorflow';
import { createRecord, readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { claimAttempt } from './attempt.js';
import type { CheckpointStore } from './checkpoints.js';
import { runTrial, type RunProgress } from './run-trial.js';
import { readTrialRecords } from './trial-records.js';
import type { WeightsAccess } from './weights-access.js';

export interface OneTrial {
  /** Holds the images as blobs; takes checkpoints, predictions, weights and the receipt. */
  readonly store: ObjectStore;
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  /** As in a study file; what is left out is as the schema has it. */
  readonly variant?: VariantInput;
  /** Of the plan, from 0; left out: the first. */
  readonly repeat?: number;
  /** From 0: the images of this fold are predicted, those of the others trained on. */
  readonly fold: number;
  readonly seed: number;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Of the study that the trial is the only one of; left out: one that its inputs decide. */
  readonly studyId?: string;
  /** Left out: one at the end of each epoch. */
  readonly checkpoints?: CheckpointConfig;
  /** Where checkpoints are written; left out: the store, on this thread. */
  readonly checkpointStore?: CheckpointStore;
  /** Holds decoded images between trials; left out: the cache folder of this user. */
  readonly cacheDir?: string;
  /** Left out: weights that are published are kept in the cache folder of this user, and no other files are read. */
  readonly weightsAccess?: WeightsAccess;
  /** Graphs that trials of this process share; left out: none are kept. */
  readonly graphs?: GraphCache;
  /** Aborts when the trial has to stop at its next step; called again, it goes on from there. */
  readonly leave?: AbortSignal;
}

type VariantInput = Parameters<typeof variantConfigSchema.parse>[0];

/**
 * Trains one trial in this process, and publishes its result in the store as that of a study of one
 * cell: whatever reads studies reads it. A trial that was interrupted goes on from its newest
 * checkpoint; one that is over is not trained again. Steps block the event loop.
 *
 * TensorFlow takes the threads of an operation from `TF_NUM_INTRAOP_THREADS` when it loads; the bits
 * depend on their number.
 *
 * @throws AppError SPEC_INVALID for the variant; NOT_FOUND for a fold that the plan has not; as
 *   {@link runTrial}
 */
export async function trainOneTrial(trial: OneTrial): Promise<Receipt> {
  const { store, repeat = 0, fold } = trial;
  const study = await writeStudy(trial);
  const cells = listTrials(study);
  const cell = cells.find((one) => one.repeat === repeat && one.fold === fold);
  if (!cell) {
    const { options } = study.foldPlan;
    const got = placeText(options, { repeat, fold });
    throw new AppError('NOT_FOUND', `expected one of ${foldsText(options)}, from 0, got ${got}`, {
      remedy: 'Name a fold that the plan has.',
    });
  }
  const job = { studyId: study.studyId, trialId: cell.trialId };
  const known = await readRecordIfThere(store, records.receipt, job);
  if (known) return known;
  const worker = 'in-process';
  const attempt = await claimAttempt(store, job, worker);
  const cacheFolder = cacheHome(process.env);
  const graphs = trial.graphs ?? new GraphCache();
  try {
    return await runTrial({ ...job, attempt, worker }, await readTrialRecords(store, job), {
      store,
      checkpointStore: trial.checkpointStore ?? store,
      cacheDir: trial.cacheDir ?? join(cacheFolder, 'images'),
      weightsAccess: trial.weightsAccess ?? {
        dir: join(cacheFolder, 'weights'),
        folders: [],
        hosts: [],
        buckets: [],
      },
      environment: process.env,
      graphs,
      report: trial.onProgress ?? (() => undefined),
      warn: (message) => {
        process.emitWarning(message);
      },
      leave: trial.leave ?? new AbortController().signal,
    });
  } finally {
    if (!trial.graphs) graphs.clear();
  }
}

/** Stores manifest, plan and a study of one cell, unless they are there. */
async function writeStudy(trial: OneTrial): Promise<Study> {
  const { store, manifest, plan, seed } = trial;
  const config: VariantConfig = parseWith(
    variantConfigSchema,
    trial.variant ?? {},
    'SPEC_INVALID',
    'the variant',
  );
  const configSha256 = contentHash(config);
  const manifestSha256 = contentHash(manifest);
  const planSha256 = contentHash(plan);
  const inputs = contentHash({ configSha256, manifestSha256, planSha256, seed });
  const studyId = trial.studyId ?? `trial-${inputs.slice(0, 16)}`;
  const study: Study = {
    schemaVersion: 4,
    studyId,
    name: 'one-trial',
    submittedAt: new Date().toISOString(),
    dataset: { name: 'images', manifestSha256 },
    foldPlan: { sha256: planSha256, options: plan.options, leak: plan.leak },
    seeds: [seed],
    variants: [{ name: 'full', role: 'baseline', removedComponent: null, config, configSha256 }],
    calibration: 'none',
    ensemble: null,
    threads: describeBackend().threads ?? defaultThreads,
    checkpoints: checkpointConfigSchema.parse(trial.checkpoints ?? {}),
    spec: null,
  };
  const known = await readRecordIfThere(store, records.study, { studyId });
  if (known) return assertSame(known, study);
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  await createRecord(store, records.foldPlan, { sha256: planSha256 }, plan);
  await createRecord(store, records.study, { studyId }, study);
  return study;
}

/** @throws AppError CONFLICT when a study of that id trains something else */
function assertSame(known: Study, wanted: Study): Study {
  const inputsOf = ({ dataset, foldPlan, seeds, variants }: Study) =>
    contentHash([dataset, foldPlan.sha256, seeds, variants.map((one) => one.configSha256)]);
  if (inputsOf(known) === inputsOf(wanted)) return known;
  throw new AppError(
    'CONFLICT',
    `expected study ${wanted.studyId} to train the same, got one with other images, folds, seed or configuration`,
    { remedy: 'Give another studyId, or none.' },
  );
}
