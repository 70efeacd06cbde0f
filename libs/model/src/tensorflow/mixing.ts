import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { boxesLeftOut } from './image-input.js';
import { gather } from './kernels.js';
import type { BatchMixing } from './training-session.js';

/** How the images of a batch are mixed, on the device. */
export interface MixingTensors {
  /** int32 [batch] */
  readonly partners: Tf.Tensor1D;
  /** int32 [batch], the class of each partner. */
  readonly partnerLabels: Tf.Tensor1D;
  /** float32 [batch, 4] */
  readonly boxes: Tf.Tensor2D;
  /** float32 [batch] */
  readonly pixelShares: Tf.Tensor1D;
  /** float32 [batch] */
  readonly labelShares: Tf.Tensor1D;
}

/** Class of each image's partner. */
export function partnerLabels({ partners }: BatchMixing, labels: Int32Array): Int32Array {
  return partners.map((partner) => labels[partner] as number);
}

export function uploadMixing(mixing: BatchMixing, labels: Int32Array): MixingTensors {
  const { partners, boxes, pixelShares, labelShares } = mixing;
  return {
    partners: tf.tensor1d(partners, 'int32'),
    partnerLabels: tf.tensor1d(partnerLabels(mixing, labels), 'int32'),
    boxes: tf.tensor2d(boxes, [labels.length, 4]),
    pixelShares: tf.tensor1d(pixelShares),
    labelShares: tf.tensor1d(labelShares),
  };
}

/**
 * Each image blended with its partner outside a box, and the partner alone inside: mixup with an
 * empty box, cutmix with a share of one. Not differentiable.
 *
 * @param images [batch, size, size, channels], preprocessed
 */
export function mixImages(images: Tf.Tensor4D, mixing: MixingTensors): Tf.Tensor4D {
  const [batch, sizePx] = images.shape;
  const shares = tf.reshape(mixing.pixelShares, [batch, 1, 1, 1]);
  const own = tf.mul(boxesLeftOut(mixing.boxes, sizePx), shares);
  const partners = gather(images, mixing.partners, { axis: 0, batchDims: 0 }) as Tf.Tensor4D;
  return tf.add(tf.mul(images, own), tf.mul(partners, tf.sub(1, own)));
}
