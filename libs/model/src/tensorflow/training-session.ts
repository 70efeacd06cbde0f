import { AppError, type LossConfig, type OptimiserConfig } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../classifier.js';
import type { RateOptions } from '../rate-scales.js';
import type { TrainedPart } from '../trained-part.js';
import type { AugmentationWidths, BatchAugmentation } from './augmentations/batch-augmentation.js';
import type { LossScale, LossScaling } from './loss-scaling.js';

/** A type that the device computes in. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** One batch on the host. All arrays are row-major and hold `labels.length` images. */
export interface TrainingBatch {
  /** [batch, size, size, 3], RGB */
  readonly images: Uint8Array;
  /** [batch] */
  readonly labels: Int32Array;
  readonly augmentation: BatchAugmentation | null;
  /** How images are mixed with each other; left out for not at all. */
  readonly mixing?: BatchMixing | null;
}

/** Each image of a batch with another one of it. */
export interface BatchMixing {
  /** [batch]: the other image, of the same micro-batch. */
  readonly permutation: Int32Array;
  /** [batch, 4]: top, left, bottom, right of the box that shows the other, in pixels. */
  readonly boxes: Float32Array;
  /** [batch]: share of the image itself in the pixels outside the box. */
  readonly pixelLambdas: Float32Array;
  /** [batch]: share of the image's own class in the loss. */
  readonly lambdas: Float32Array;
}

export interface StepResult {
  /** Mean loss of the batch, class weights applied. */
  readonly loss: number;
  /** Number of images whose most probable class was the true one: their own, where mixed. */
  readonly correct: number;
}

export interface TrainingSessionOptions extends TrainedPart {
  readonly classifier: Classifier;
  readonly loss: LossConfig;
  readonly optimiser: OptimiserConfig;
  /** Largest global norm of the gradients, or null for any. */
  readonly clipNorm: number | null;
  /** Of the learning rates; left out for one rate. */
  readonly rates?: RateOptions;
  /**
   * Images computed at once: the gradients of a larger batch are summed piece by piece before its
   * one update. Null for all. Each piece has its own batch statistics.
   */
  readonly microBatchSize?: number | null;
  /** Of a moving average of the parameters, which is evaluated in their place; null for none. */
  readonly emaDecay: number | null;
  /** Of the products; variables and sums are always float32. */
  readonly precision: Precision;
  /** Of the loss before its gradients are taken; left out: as `precision` needs it. */
  readonly lossScaling?: LossScaling | null;
  /** How the stage before ended; left out for none. */
  readonly lossScale?: LossScale | null;
  /** [classes] */
  readonly classWeights: Float32Array;
  /** Images of each class in the training part, for losses that need them, [classes]. */
  readonly classCounts?: ArrayLike<number> | undefined;
  /** Key of all randomness inside the step; the step number is added. */
  readonly seed: number;
  /** Parameters, and where training goes on, the optimiser's slots beside them. */
  readonly tensors: TensorMap;
  /** Steps that the optimiser has done in this stage. */
  readonly stepsDone: number;
  /** Batches that were observed before; left out for none. */
  readonly batchesObserved?: number;
  /** Graphs of the process, which sessions share; left out: none are kept. */
  readonly graphs?: GraphCache | undefined;
}

/** What a session will be asked to do. */
export interface SessionPlan {
  /** Sizes of the batches that are trained on. */
  readonly batchSizes: readonly number[];
  /** Null without augmentation. */
  readonly augmentation: AugmentationWidths | null;
  readonly isMixed?: boolean;
  /** Images of a prediction. */
  readonly predictionBatch: number;
}

/** One stage of training a classifier, on the device. */
export interface TrainingSession {
  readonly stepsDone: number;
  /** Null where the loss is not scaled. */
  readonly lossScale: LossScale | null;
  /** Does ahead, and at once, what is else done piece by piece at first use. Changes no result. */
  prepare(plan: SessionPlan): void;
  /**
   * One optimiser step.
   *
   * @throws AppError TRIAL_DIVERGED when the loss is not finite, or no scale of it makes its
   *   gradients so; the state is then of no use.
   */
  step(batch: TrainingBatch, learningRate: number): StepResult;
  /**
   * Estimates the moving statistics anew for the parameters as they are: each becomes its mean over
   * the batches that were observed, as `update_bn` of PyTorch has it.
   * Statistics of frozen normalisations stay.
   */
  observe(batch: TrainingBatch): void;
  /**
   * Class probabilities with the parameters as they are now, or their moving average, one view of
   * each image.
   *
   * @param images uint8 [count, size, size, 3], RGB
   * @returns [count, classes]
   */
  predict(images: Uint8Array, count: number): Float32Array;
  /** Copies of all parameters and, unless left out, the optimiser's slots. */
  read(what: 'parameters' | 'all'): TensorMap;
  dispose(): void;
}

/** @throws AppError TRIAL_DIVERGED */
export function assertFiniteLoss(loss: number, step: number): void {
  if (Number.isFinite(loss)) return;
  throw new AppError('TRIAL_DIVERGED', `expected a finite loss at step ${step}, got ${loss}`);
}
