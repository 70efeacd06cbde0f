import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../classifier.js';
import type { LayerResponse } from '../explanation/class-activation-map.js';
import type { NetworkNode } from '../network/network.js';
import { completeOutputs, forward, type ParameterLookup } from './forward.js';
import { prepareImages } from './image-input.js';

/** What a classifier says of images, and what one of its layers did for it. */
export interface ExplainedBatch {
  /** [count, classes] */
  readonly probabilities: Float32Array;
  /** One for each image. */
  readonly responses: readonly LayerResponse[];
}

/** Explains a classifier with fixed parameters at one layer. */
export interface Explainer {
  readonly layer: string;
  /**
   * @param images uint8 [count, size, size, 3], RGB
   * @param targets the class to explain, [count]
   */
  explain(images: Uint8Array, targets: Int32Array): ExplainedBatch;
  dispose(): void;
}

/**
 * Probabilities, the activations of a layer, and the gradient of each image's target logit by them.
 * Only the part behind the layer is differentiated.
 *
 * @param pixels [batch, size, size, 3], RGB, 0–255
 * @param targets int32 [batch]
 */
export function respond(
  { backbone, head, preprocessing }: Classifier,
  lookup: ParameterLookup,
  layer: string,
  pixels: Tf.Tensor4D,
  targets: Tf.Tensor1D,
): { probabilities: Tf.Tensor2D; activations: Tf.Tensor4D; gradients: Tf.Tensor4D } {
  const input = prepareImages(pixels, preprocessing, null);
  const before = new Map<string, Tf.Tensor>([['input', input]]);
  const end = backbone.nodes.findIndex(({ name }) => name === layer) + 1;
  const nodes: readonly NetworkNode[] = backbone.nodes.slice(0, end);
  completeOutputs({ ...backbone, nodes }, lookup, before, null);
  const activations = before.get(layer) as Tf.Tensor4D;
  const seen: { logits?: Tf.Tensor2D } = {};
  const gradients = tf.grad((x: Tf.Tensor) => {
    const outputs = new Map([...before, [layer, x] as const]);
    completeOutputs(backbone, lookup, outputs, null);
    const features = outputs.get(backbone.output) as Tf.Tensor;
    const logits = forward(head, lookup, features, null) as Tf.Tensor2D;
    seen.logits = tf.keep(logits);
    return tf.sum(tf.mul(logits, tf.oneHot(targets, head.outputShape[0])));
  })(activations) as Tf.Tensor4D;
  const logits = seen.logits as Tf.Tensor2D;
  const probabilities = tf.softmax(logits);
  logits.dispose();
  return { probabilities, activations, gradients };
}
