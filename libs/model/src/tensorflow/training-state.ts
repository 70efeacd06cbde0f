import type { HostTensor, TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { slotName } from '../slots.js';
import { uploadAugmentation } from './augmentations/batch-augmentation.js';
import {
  firstLossScale,
  lossScaleName,
  usualLossScaling,
  type LossScaling,
} from './loss-scaling.js';
import { classShifts } from './losses/losses.js';
import { uploadMixing } from './mixing.js';
import { createUpdateRule } from './optimisers/update-rules.js';
import type { TrainingBatch, TrainingSessionOptions } from './training-session.js';
import { trainableNames, type StepInputs } from './training-step.js';

/**
 * All that training changes or reads: the parameters, and for those that are trained the
 * optimiser's slots, which begin at zero where none are given.
 */
export function initialState(options: TrainingSessionOptions): TensorMap {
  const { classifier, tensors } = options;
  const { slots } = createUpdateRule(options.optimiser, options.emaDecay);
  const isTrained = new Set(trainableNames(options));
  const state = new Map<string, HostTensor>();
  for (const { name, shape } of [
    ...classifier.backbone.parameters,
    ...classifier.head.parameters,
  ]) {
    const value = tensors.get(name);
    if (!value) throw new Error(`no value for parameter ${name}`);
    state.set(name, { shape, data: value.data });
    if (!isTrained.has(name)) continue;
    for (const slot of slots.map((short) => slotName(short, name))) {
      const data = tensors.get(slot)?.data ?? new Float32Array(value.data.length);
      state.set(slot, { shape, data });
    }
  }
  const scaling = lossScalingOf(options);
  if (scaling !== null) {
    const first = firstLossScale(scaling, options.lossScale ?? null);
    state.set(lossScaleName, tensors.get(lossScaleName) ?? first);
  }
  return state;
}

export function lossScalingOf({
  lossScaling,
  precision,
}: Pick<TrainingSessionOptions, 'lossScaling' | 'precision'>): LossScaling | null {
  return lossScaling ?? (precision === 'float16' ? usualLossScaling : null);
}

/** @param trained names of those that gradients are asked for */
export function uploadVariables(
  tensors: TensorMap,
  trained: readonly string[],
): Map<string, Tf.Variable> {
  const isTrained = new Set(trained);
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), isTrained.has(name))),
    ]),
  );
}

/** Key of the randomness of one step, as int32; each micro-batch of the step draws its own. */
export function randomKey(seed: number, step: number, microBatch = 0): Int32Array {
  const own =
    microBatch === 0 ? seed : randomStream(seed, 'micro-batch', microBatch).integer(2 ** 31);
  return Int32Array.of(own | 0, step | 0);
}

/** What the loss knows of each class, on the host, [classes]. */
export interface ClassTerms {
  readonly weights: Float32Array;
  /** What the loss asked for beside them; null for nothing. */
  readonly shifts: Float32Array | null;
}

/** @throws AppError INTERNAL when the loss needs counts and there are none */
export function classTermsOf({
  loss,
  classWeights,
  classCounts,
}: Pick<TrainingSessionOptions, 'loss' | 'classWeights' | 'classCounts'>): ClassTerms {
  return { weights: classWeights, shifts: classShifts(loss, classCounts) };
}

/** What the forward and backward pass of one batch or micro-batch is called with. */
export interface PassCall {
  readonly batch: TrainingBatch;
  /** int32 [2] */
  readonly randomKey: Int32Array;
  /** Of a micro-batch in its batch, or of a batch in statistics; null for a batch in one piece. */
  readonly share: number | null;
  readonly classTerms: ClassTerms;
}

export function uploadCall(
  { batch, randomKey: key, share, classTerms }: PassCall,
  sizePx: number,
): StepInputs {
  const { weights, shifts } = classTerms;
  const images = batch.labels.length;
  return {
    images: tf.tensor4d(batch.images, [images, sizePx, sizePx, 3], 'int32'),
    labels: tf.tensor1d(batch.labels, 'int32'),
    augmentation: batch.augmentation && uploadAugmentation(batch.augmentation, images),
    mixing: batch.mixing ? uploadMixing(batch.mixing, batch.labels) : null,
    classes: { weights: tf.tensor1d(weights), shifts: shifts && tf.tensor1d(shifts) },
    lossScale: null,
    randomKey: tf.tensor1d(key, 'int32'),
    share: share === null ? null : tf.scalar(share),
  };
}
