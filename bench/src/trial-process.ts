import type { CheckpointConfig, Receipt, VariantConfig } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { nodeSide, startSide } from './harness/side.js';
import type { StepEnd } from './step-ends.js';
import type { TrialStore } from './trial-store.js';

export interface TrialRun extends TrialAnswer {
  /** So far. */
  readonly peakRssMib: number;
}

/** What the process is asked. */
export interface TrialRequest {
  readonly settings: StoreSettings;
  /** Holds the folders for decoded images and for weights. */
  readonly folder: string;
  /** Of the folder for decoded images; a new one has them decoded again. */
  readonly cacheName: string;
  readonly manifestSha256: string;
  readonly planSha256: string;
  readonly config: VariantConfig;
  readonly seed: number;
  readonly studyId: string;
  readonly checkpoints: CheckpointConfig;
  /** Since 1970, in milliseconds. */
  readonly askedAtMs: number;
}

/** What it answers. Times are from when it was asked; those of the first trial have the start of the process in them. */
export interface TrialAnswer {
  readonly receipt: Receipt;
  readonly wallSeconds: number;
  readonly startedSeconds: number;
  /** Training steps. */
  readonly stepEnds: readonly StepEnd[];
}

/** A process that trains one trial after the other, as that of a slot does for a worker. */
export interface TrialProcess {
  /**
   * @param studyId of a study of its own: one that is over is not trained again
   * @param cacheName of a folder for decoded images; a new one has them decoded again
   */
  train(trial: TrialStore, studyId: string, cacheName: string): Promise<TrialRun>;
  stop(): Promise<void>;
}

export function startTrialProcess(threads: number): TrialProcess {
  const askedFirstAtMs = performance.timeOrigin + performance.now();
  const side = startSide(nodeSide('train-trial', ['--expose-gc']), threads);
  let trials = 0;
  return {
    async train(trial, studyId, cacheName) {
      const { settings, folder, manifestSha256, planSha256, config, seed, checkpoints } = trial;
      trials += 1;
      const answer = await side.ask<TrialAnswer>({
        do: 'train',
        settings,
        folder,
        cacheName,
        manifestSha256,
        planSha256,
        config,
        seed,
        studyId,
        checkpoints,
        askedAtMs: trials === 1 ? askedFirstAtMs : performance.timeOrigin + performance.now(),
      } satisfies TrialRequest & { readonly do: string });
      return { ...answer, peakRssMib: await side.peakRssMib() };
    },
    stop: () => side.stop(),
  };
}
