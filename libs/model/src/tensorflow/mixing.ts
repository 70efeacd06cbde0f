import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { boxesLeftOut } from './augmentations/cutouts.js';
import { gather } from './kernels/kernels.js';
import type { BatchMixing } from './training-session.js';

/** How the images of a batch are mixed, on the device. */
export interface MixingTensors {
  /** int32 [batch] */
  readonly permutation: Tf.Tensor1D;
  /** int32 [batch], the class of the image that each is mixed with. */
  readonly permutedLabels: Tf.Tensor1D;
  /** float32 [batch, 4] */
  readonly boxes: Tf.Tensor2D;
  /** float32 [batch] */
  readonly pixelLambdas: Tf.Tensor1D;
  /** float32 [batch] */
  readonly lambdas: Tf.Tensor1D;
}

/** Class of the image that each is mixed with. */
export function permutedLabels({ permutation }: BatchMixing, labels: Int32Array): Int32Array {
  return permutation.map((index) => labels[index] as number);
}

export function uploadMixing(mixing: BatchMixing, labels: Int32Array): MixingTensors {
  const { permutation, boxes, pixelLambdas, lambdas } = mixing;
  return {
    permutation: tf.tensor1d(permutation, 'int32'),
    permutedLabels: tf.tensor1d(permutedLabels(mixing, labels), 'int32'),
    boxes: tf.tensor2d(boxes, [labels.length, 4]),
    pixelLambdas: tf.tensor1d(pixelLambdas),
    lambdas: tf.tensor1d(lambdas),
  };
}

/** The tensors by the names of {@link MixingTensors}; null where there are none. */
export function readMixing(named: Readonly<Record<string, Tf.Tensor>>): MixingTensors | null {
  const { permutation, permutedLabels: classes, boxes, pixelLambdas, lambdas } = named;
  if (!permutation) return null;
  return {
    permutation: permutation as Tf.Tensor1D,
    permutedLabels: classes as Tf.Tensor1D,
    boxes: boxes as Tf.Tensor2D,
    pixelLambdas: pixelLambdas as Tf.Tensor1D,
    lambdas: lambdas as Tf.Tensor1D,
  };
}

/**
 * Each image blended with another outside a box, and the other alone inside: mixup with an
 * empty box, cutmix with a share of one. Not differentiable.
 *
 * @param images [batch, size, size, channels], preprocessed
 */
export function mixImages(images: Tf.Tensor4D, mixing: MixingTensors): Tf.Tensor4D {
  const [batch, sizePx] = images.shape;
  const shares = tf.reshape(mixing.pixelLambdas, [batch, 1, 1, 1]);
  const own = tf.mul(boxesLeftOut(mixing.boxes, sizePx), shares);
  const permuted = gather(images, mixing.permutation, { axis: 0, batchDims: 0 }) as Tf.Tensor4D;
  return tf.add(tf.mul(images, own), tf.mul(permuted, tf.sub(1, own)));
}
