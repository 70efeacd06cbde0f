import {
  lossConfigSchema,
  optimiserConfigSchema,
  variantConfigSchema,
  type ModelConfig,
  type OptimiserConfig,
} from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { buildClassifier } from '../classifier.js';
import { initialiseParameters } from '../weights/initialise.js';
import type { TrainingBatch, TrainingSessionOptions } from './training-session.js';

export const smallSizePx = 32;

// Adam divides by the size of the gradient: with a small ε, rounding decides the direction of
// parameters whose gradient is next to nothing, and no two correct sessions stay together.
const steadyAdam: OptimiserConfig = optimiserConfigSchema.parse({ epsilon: 1e-2 });

/** Training of a tiny classifier. */
export function smallTraining({
  model = {},
  ...changes
}: Partial<TrainingSessionOptions> & {
  readonly model?: Partial<ModelConfig>;
} = {}): TrainingSessionOptions {
  const config = variantConfigSchema.parse({
    model: { backbone: 'tiny', imageSizePx: smallSizePx, hiddenUnits: [16], ...model },
  });
  const classifier = buildClassifier(config.model, 7);
  return {
    classifier,
    loss: config.loss,
    optimiser: steadyAdam,
    clipNorm: null,
    precision: 'float32',
    emaDecay: null,
    trainable: 'all',
    classWeights: Float32Array.of(1, 2, 0.5, 3, 1, 0.2, 4),
    seed: 11,
    tensors: initialiseParameters(classifier, 1),
    stepsDone: 0,
    ...changes,
  };
}

/** Two trainings that differ in all that a graph must not remember. */
export function differingTrials() {
  const { classifier } = smallTraining();
  const loss = lossConfigSchema.parse({ logitAdjustment: 1 });
  return [
    { loss, classCounts: [9, 8, 7, 6, 5, 4, 3], seed: 1 },
    {
      loss,
      classCounts: [1, 2, 3, 4, 5, 60, 7],
      classWeights: Float32Array.of(3, 1, 1, 1, 0.1, 1, 2),
      seed: 2,
      tensors: initialiseParameters(classifier, 2),
    },
  ] as const satisfies Partial<TrainingSessionOptions>[];
}

export function randomBatch(key: number, images = 8): TrainingBatch {
  const stream = randomStream('batch', key);
  const transforms = new Float32Array(images * 8);
  const cutouts = new Float32Array(images * 4);
  for (let i = 0; i < images; i++) {
    transforms.set([0.9, 0.1, stream.uniform(), -0.1, 1.1, stream.uniform(), 0, 0], i * 8);
    cutouts.set([2, 3, 2 + stream.integer(9), 3 + stream.integer(9)], i * 4);
  }
  return {
    images: Uint8Array.from({ length: images * smallSizePx ** 2 * 3 }, () => stream.integer(256)),
    labels: Int32Array.from({ length: images }, () => stream.integer(7)),
    augmentation: { transforms, cutouts },
  };
}

/** 0 where equal, 1 where one is nothing to the other. */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  const norm = (values: readonly number[] | Float32Array) => Math.hypot(...values);
  const difference = norm([...a].map((value, i) => value - (b[i] as number)));
  return difference === 0 ? 0 : difference / Math.max(norm(a), norm(b));
}

/** The same with every change of colour and operation of RandAugment, differently for each image. */
export function colouredBatch(key: number, images = 8): TrainingBatch {
  const batch = randomBatch(key, images);
  const stream = randomStream('colours', key);
  const rows = (row: () => number[]) =>
    Float32Array.from(Array.from({ length: images }, row).flat());
  const between = (low: number, high: number) => low + (high - low) * stream.uniform();
  const operation = () => [
    ...[1, between(-0.2, 0.2), 0, between(-0.2, 0.2), 1, 0, 0, 0],
    ...[2 ** stream.integer(4), 256 - stream.integer(200)],
    ...[between(0.5, 1.5), between(0.5, 1.5), between(0.5, 1.5), between(0.5, 1.5)],
    ...[stream.integer(2), stream.integer(2)],
  ];
  return {
    ...batch,
    augmentation: batch.augmentation && {
      ...batch.augmentation,
      colours: rows(() => [
        ...[between(0.8, 1.2), between(0.8, 1.2), between(0.8, 1.2), between(-0.1, 0.1)],
      ]),
      operations: rows(() => [...operation(), ...operation()]),
    },
  };
}
