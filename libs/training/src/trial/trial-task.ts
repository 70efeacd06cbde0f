import type { EpochRecord, EvaluatedWeights, VariantConfig } from '@crossfold/contracts';
import type { PixelSource } from '@crossfold/data';
import type { TensorMap } from '@crossfold/graph';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type { LoadedWeights } from '@crossfold/model';
import type { LossScale } from '@crossfold/model/tensorflow';
import type { Checkpoints, DamagedCheckpoint } from './checkpoints.js';
import type { CheckpointPolicy } from './checkpoint-policy.js';

/** Decoded images of a trial, by index, with their true classes. */
export interface TrialImages extends PixelSource {
  readonly imageIds: readonly string[];
  /** Class of each image. */
  readonly labels: Int32Array;
}

export interface TrialTask {
  readonly config: VariantConfig;
  readonly seed: number;
  readonly classes: number;
  readonly images: TrialImages;
  /** Indices into `images`. */
  readonly parts: {
    readonly train: Uint32Array;
    readonly validation: Uint32Array;
    readonly test: Uint32Array;
  };
  /** Weights to begin with, by parameter name; null for random ones. */
  readonly pretrained: LoadedWeights | null;
  readonly checkpoints: Checkpoints;
  readonly checkpointPolicy: CheckpointPolicy;
  /** Graphs of the process, which trials share; left out: none are kept. */
  readonly graphs?: GraphCache;
}

export type TrialProgress =
  | ({ readonly type: 'checkpointDamaged' } & DamagedCheckpoint)
  | {
      readonly type: 'started';
      readonly device: string;
      readonly resumedAfterEpoch: number | null;
      readonly epochs: number;
    }
  | {
      readonly type: 'progress';
      readonly phase: 'training' | 'validating' | 'predicting';
      readonly epoch: number;
      readonly step: number;
      readonly steps: number;
      readonly imagesPerSecond: number | null;
      /** Of this step of training, with the wait for its images; left out in other phases. */
      readonly measured?: { readonly images: number; readonly seconds: number };
    }
  /** A checkpoint is in the store; `seconds` from when it was laid out. */
  | { readonly type: 'checkpoint'; readonly key: string; readonly seconds: number }
  | { readonly type: 'epoch'; readonly record: EpochRecord };

export interface TrialResult {
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
  /** Null where the weights are those of the best epoch as they were. */
  readonly evaluated: EvaluatedWeights | null;
  /** Null where the loss was not scaled. */
  readonly lossScale: LossScale | null;
  /** What it was trained on, in order. */
  readonly backends: readonly string[];
  /** Those that were evaluated: of the best epoch, or averaged. */
  readonly parameters: TensorMap;
  /** [test images, classes], in the order of `parts.test`. */
  readonly testProbabilities: Float32Array;
  /** [validation images, classes], in the order of `parts.validation`, with the same parameters. */
  readonly validationProbabilities: Float32Array;
  readonly seconds: { train: number; validation: number; prediction: number };
}
