import type { LossConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Preprocessing } from '../catalogue/architecture.js';
import type { Classifier } from '../classifier.js';
import type { BatchNormNode, Shape } from '../network/network.js';
import { oneRate, rateScales, type RateOptions } from '../rate-scales.js';
import { frozenNodes, trainedParameters, type TrainedPart } from '../trained-part.js';
import type { AugmentationTensors } from './augmentations/batch-augmentation.js';
import { forward, type ParameterLookup } from './forward.js';
import { prepareImages } from './image-input.js';
import type { BatchMoments } from './kernels/kernels.js';
import { scaleOf } from './loss-scaling.js';
import { batchLoss, type ClassTensors } from './losses/batch-loss.js';
import { mixImages, type MixingTensors } from './mixing.js';
import { clipByGlobalNorm } from './optimisers/clip-gradients.js';

/** What one step reads beside the variables. */
export interface StepInputs {
  /** [batch, size, size, 3], RGB, 0–255 */
  readonly images: Tf.Tensor4D;
  /** int32 [batch] */
  readonly labels: Tf.Tensor1D;
  readonly augmentation: AugmentationTensors | null;
  readonly mixing: MixingTensors | null;
  readonly classes: ClassTensors;
  /** State of the loss scale, float32 [4]; null for gradients of the loss as it is. */
  readonly lossScale: Tf.Tensor1D | null;
  /** int32 [2] */
  readonly randomKey: Tf.Tensor1D;
  /**
   * Share of a micro-batch in the loss of its batch, or of a batch in statistics that are re-estimated;
   * null for a batch in one piece.
   */
  readonly share: Tf.Scalar | null;
}

/** What one step gives, before any variable changes. */
export interface StepOutputs {
  readonly loss: Tf.Scalar;
  /** Number of images whose most probable class is the true one. */
  readonly correct: Tf.Scalar;
  /** By name of the trainable parameter, not clipped; of the scaled loss, where it is scaled. */
  readonly gradients: ReadonlyMap<string, Tf.Tensor>;
  /** New values of the moving statistics, by name of the parameter. */
  readonly movingStatistics: ReadonlyMap<string, Tf.Tensor1D>;
}

export interface StepDefinition extends TrainedPart {
  readonly classifier: Classifier;
  readonly loss: LossConfig;
  /** Of the learning rates; left out for one rate. */
  readonly rates?: RateOptions;
  /** Largest global norm of the gradients, or null for any. */
  readonly clipNorm: number | null;
}

/** Names of the parameters that a stage trains. */
export function trainableNames(definition: StepDefinition): string[] {
  return trainedParameters(definition.classifier, definition);
}

/** Learning rate of a parameter as a share of the stage's, by name. */
export function rateScaleOf({ classifier, rates = oneRate }: StepDefinition) {
  const scales = rateScales(classifier, rates);
  return (name: string): number => scales.get(name) ?? 1;
}

/** Names of the kernels among all parameters: those that weight decay applies to. */
export function kernelNames({ backbone, head }: Classifier): ReadonlySet<string> {
  const kernels = [...backbone.parameters, ...head.parameters].filter(
    ({ role }) => role === 'kernel',
  );
  return new Set(kernels.map(({ name }) => name));
}

/**
 * Forward pass, loss and gradients of one batch, in plain tensor operations without a look at any
 * value, so that it can run at once or be traced.
 */
export function computeStep(
  definition: StepDefinition,
  variables: ReadonlyMap<string, Tf.Variable>,
  inputs: StepInputs,
): StepOutputs {
  const { classifier, loss, trainable } = definition;
  const parameters: ParameterLookup = (name) => variables.get(name) as Tf.Variable;
  const movingStatistics = new Map<string, Tf.Tensor1D>();
  const training = {
    randomKey: inputs.randomKey,
    frozen: frozenNodes(classifier, definition),
    onMoments: (node: BatchNormNode, moments: BatchMoments) => {
      const images = inputs.labels.shape[0];
      const keep = node.momentum;
      const blend: Blend = (running, value) =>
        tf.add(tf.mul(running, keep), tf.mul(value, 1 - keep));
      for (const [name, value] of moveStatistics(node, moments, { parameters, images, blend })) {
        movingStatistics.set(name, value);
      }
    },
  };
  const { labels, mixing, classes } = inputs;
  const pixels = prepareInput(inputs, classifier.preprocessing);
  const features =
    trainable === 'head' ? forward(classifier.backbone, parameters, pixels, null) : null;
  const trained = trainableNames(definition).map((name) => ({
    name,
    variable: variables.get(name) as Tf.Variable,
  }));
  const kept: { logits?: Tf.Tensor2D; loss?: Tf.Scalar } = {};
  const { value, grads } = tf.variableGrads(
    () => {
      const seen = features ?? forward(classifier.backbone, parameters, pixels, training);
      kept.logits = tf.keep(forward(classifier.head, parameters, seen, training) as Tf.Tensor2D);
      const value = batchLoss(kept.logits, { labels, mixing }, classes, loss);
      const own = inputs.share ? tf.mul<Tf.Scalar>(value, inputs.share) : value;
      if (inputs.lossScale === null) return own;
      kept.loss = tf.keep(own);
      return tf.mul<Tf.Scalar>(own, scaleOf(inputs.lossScale));
    },
    trained.map(({ variable }) => variable),
  );
  const logits = kept.logits as Tf.Tensor2D;
  const correct = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), inputs.labels), 'float32'));
  logits.dispose();
  const gradients = new Map(
    trained.map(({ name, variable }) => [name, grads[variable.name] as Tf.Tensor]),
  );
  return {
    loss: kept.loss ?? value,
    correct: correct as Tf.Scalar,
    gradients,
    movingStatistics,
  };
}

/** The gradients that the optimiser sees; the given ones are disposed where they differ. */
export function clipGradients(
  { clipNorm }: StepDefinition,
  gradients: ReadonlyMap<string, Tf.Tensor>,
): ReadonlyMap<string, Tf.Tensor> {
  return clipNorm === null ? gradients : clipByGlobalNorm(gradients, clipNorm);
}

/**
 * New statistics of the backbone from a forward pass alone, as means over batches.
 *
 * @param inputs with the share of this batch: one over the number of batches so far
 * @returns by name of the parameter; the receiver disposes them
 */
export function computeStatistics(
  definition: StepDefinition,
  variables: ReadonlyMap<string, Tf.Variable>,
  inputs: StepInputs,
): ReadonlyMap<string, Tf.Tensor1D> {
  const { backbone, preprocessing } = definition.classifier;
  const parameters: ParameterLookup = (name) => variables.get(name) as Tf.Variable;
  const statistics = new Map<string, Tf.Tensor1D>();
  const images = inputs.labels.shape[0];
  const share = inputs.share as Tf.Scalar;
  const blend: Blend = (running, value) =>
    tf.add(tf.mul(running, tf.sub(1, share)), tf.mul(value, share));
  forward(backbone, parameters, prepareInput(inputs, preprocessing), {
    randomKey: inputs.randomKey,
    frozen: frozenNodes(definition.classifier, definition),
    onMoments: (node, moments) => {
      for (const [name, value] of moveStatistics(node, moments, { parameters, images, blend })) {
        statistics.set(name, value);
      }
    },
  });
  return statistics;
}

/** The images as the backbone sees them in training. */
function prepareInput({ images, augmentation, mixing }: StepInputs, preprocessing: Preprocessing) {
  const prepared = prepareImages(images, preprocessing, augmentation);
  return mixing ? mixImages(prepared, mixing) : prepared;
}

/** A running value and that of the batch to the new running value. */
type Blend = (running: Tf.Tensor, value: Tf.Tensor) => Tf.Tensor1D;

interface Movement {
  readonly parameters: ParameterLookup;
  /** Of the batch. */
  readonly images: number;
  readonly blend: Blend;
}

/** New running statistics, the variance biased (Keras) or not (torch); the moments are disposed. */
function moveStatistics(
  node: BatchNormNode,
  { mean, variance }: BatchMoments,
  { parameters, images, blend }: Movement,
): [string, Tf.Tensor1D][] {
  const moved = tf.tidy(() => {
    const count = images * spatialSize(node.shape);
    const batchMean = node.absorbedBias ? tf.add(mean, parameters(node.absorbedBias)) : mean;
    const batchVariance =
      node.runningVariance === 'unbiased' ? variance : tf.mul(variance, (count - 1) / count);
    const values: [string, Tf.Tensor1D][] = [
      [node.movingMean, blend(parameters(node.movingMean), batchMean)],
      [node.movingVariance, blend(parameters(node.movingVariance), batchVariance)],
    ];
    for (const [, value] of values) tf.keep(value);
    return values;
  });
  tf.dispose([mean, variance]);
  return moved;
}

function spatialSize(shape: Shape): number {
  return shape.length === 3 ? shape[0] * shape[1] : 1;
}
