import type { LossConfig } from '@crossfold/contracts';
import type { Classifier } from '../classifier.js';
import { isTrainable, type BatchNormNode, type Shape } from '../network/network.js';
import { tf, type Tf } from './backend.js';
import { forward, type ParameterLookup } from './forward.js';
import { prepareImages } from './image-input.js';
import type { BatchMoments } from './kernels.js';
import { batchLoss } from './loss.js';
import { mixImages, type MixingTensors } from './mixing.js';
import { clipByGlobalNorm } from './optimiser/clip-gradients.js';

/** What one step reads beside the variables. */
export interface StepInputs {
  /** [batch, size, size, 3], RGB, 0–255 */
  readonly images: Tf.Tensor4D;
  /** int32 [batch] */
  readonly labels: Tf.Tensor1D;
  /** float32 [batch, 8] and [batch, 4]; null without augmentation. */
  readonly augmentation: { readonly transforms: Tf.Tensor2D; readonly cutouts: Tf.Tensor2D } | null;
  readonly mixing: MixingTensors | null;
  /** int32 [2] */
  readonly randomKey: Tf.Tensor1D;
  /** Share of a micro-batch in the loss of its batch; null where the batch is computed whole. */
  readonly lossShare: Tf.Scalar | null;
}

/** What one step gives, before any variable changes. */
export interface StepOutputs {
  readonly loss: Tf.Scalar;
  /** Number of images whose most probable class is the true one. */
  readonly correct: Tf.Scalar;
  /** By name of the trainable parameter, not clipped. */
  readonly gradients: ReadonlyMap<string, Tf.Tensor>;
  /** New values of the moving statistics, by name of the parameter. */
  readonly movingStatistics: ReadonlyMap<string, Tf.Tensor1D>;
}

export interface StepDefinition {
  readonly classifier: Classifier;
  readonly loss: LossConfig;
  /** Images of each class in the training part, for losses that need them, [classes]. */
  readonly classCounts?: ArrayLike<number> | undefined;
  /** `head`: the backbone is frozen and runs in inference mode, as in Keras. */
  readonly trainable: 'head' | 'all';
  /** Largest global norm of the gradients, or null for any. */
  readonly clipNorm: number | null;
}

/** Names of the parameters that a stage trains. */
export function trainableNames({ classifier, trainable }: StepDefinition): string[] {
  const { backbone, head } = classifier;
  const parameters =
    trainable === 'all' ? [...backbone.parameters, ...head.parameters] : head.parameters;
  return parameters.filter(isTrainable).map(({ name }) => name);
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
 * value, so that it can run at once or be recorded.
 *
 * @param classWeights [classes]
 */
export function computeStep(
  definition: StepDefinition,
  variables: ReadonlyMap<string, Tf.Variable>,
  classWeights: Tf.Tensor1D,
  inputs: StepInputs,
): StepOutputs {
  const { classifier, loss, trainable, classCounts } = definition;
  const parameters: ParameterLookup = (name) => variables.get(name) as Tf.Variable;
  const movingStatistics = new Map<string, Tf.Tensor1D>();
  const training = {
    randomKey: inputs.randomKey,
    onMoments: (node: BatchNormNode, moments: BatchMoments) => {
      const images = inputs.labels.shape[0];
      for (const [name, value] of moveStatistics(node, moments, parameters, images)) {
        movingStatistics.set(name, tf.keep(value));
      }
      tf.dispose([moments.mean, moments.variance]);
    },
  };
  const { labels, mixing } = inputs;
  const prepared = prepareImages(inputs.images, classifier.preprocessing, inputs.augmentation);
  const pixels = mixing ? mixImages(prepared, mixing) : prepared;
  const features =
    trainable === 'head' ? forward(classifier.backbone, parameters, pixels, null) : null;
  const trained = trainableNames(definition).map((name) => ({
    name,
    variable: variables.get(name) as Tf.Variable,
  }));
  const kept: { logits?: Tf.Tensor2D } = {};
  const { value, grads } = tf.variableGrads(
    () => {
      const seen = features ?? forward(classifier.backbone, parameters, pixels, training);
      kept.logits = tf.keep(forward(classifier.head, parameters, seen, training) as Tf.Tensor2D);
      const value = batchLoss(kept.logits, { labels, mixing }, classWeights, loss, classCounts);
      return inputs.lossShare ? tf.mul<Tf.Scalar>(value, inputs.lossShare) : value;
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
    loss: value,
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

/** running = running·momentum + batch·(1 − momentum), the variance biased (Keras) or not (torch). */
function moveStatistics(
  node: BatchNormNode,
  { mean, variance }: BatchMoments,
  parameters: ParameterLookup,
  images: number,
): [string, Tf.Tensor1D][] {
  return tf.tidy(() => {
    const count = images * spatialSize(node.shape);
    const batchMean = node.absorbedBias ? tf.add(mean, parameters(node.absorbedBias)) : mean;
    const batchVariance =
      node.runningVariance === 'unbiased' ? variance : tf.mul(variance, (count - 1) / count);
    const move = (name: string, value: Tf.Tensor) =>
      tf.add<Tf.Tensor1D>(
        tf.mul(parameters(name), node.momentum),
        tf.mul(value, 1 - node.momentum),
      );
    const moved: [string, Tf.Tensor1D][] = [
      [node.movingMean, move(node.movingMean, batchMean)],
      [node.movingVariance, move(node.movingVariance, batchVariance)],
    ];
    for (const [, value] of moved) tf.keep(value);
    return moved;
  });
}

function spatialSize(shape: Shape): number {
  return shape.length === 3 ? shape[0] * shape[1] : 1;
}
