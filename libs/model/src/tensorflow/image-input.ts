import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Preprocessing } from '../catalogue/architecture.js';
import { imagenetDeviation, imagenetMean } from '../catalogue/imagenet.js';
import type { AugmentationTensors } from './batch-augmentation.js';
import { changeColours } from './colour.js';
import { projectiveTransform } from './kernels.js';
import { applyOperation } from './rand-augment.js';

/** Means of ImageNet in the order blue, green, red, as Keras's "caffe" mode subtracts them. */
const caffeMeans = [103.939, 116.779, 123.68];

/**
 * Pixels to the input of a backbone, augmented where asked.
 *
 * @param images [batch, size, size, 3], RGB, 0–255
 * @returns float32 [batch, size, size, 3]
 */
export function prepareImages(
  images: Tf.Tensor4D,
  preprocessing: Preprocessing,
  augmentation: AugmentationTensors | null,
): Tf.Tensor4D {
  const pixels = tf.cast(images, 'float32');
  if (!augmentation) return preprocess(pixels, preprocessing);
  const moved = projectiveTransform(pixels, augmentation.transforms);
  const operated = augmentation.operations.reduce(applyOperation, moved);
  const coloured = augmentation.colours ? changeColours(operated, augmentation.colours) : operated;
  const mask = boxesLeftOut(augmentation.cutouts, images.shape[1]);
  return blank(preprocess(coloured, preprocessing), mask, preprocessing);
}

/** Blanks with the mean colour: a cutout takes information away and adds none. */
function blank(input: Tf.Tensor4D, mask: Tf.Tensor4D, preprocessing: Preprocessing): Tf.Tensor4D {
  // Zero is the mean colour, or near it, of an input that preprocessing has centred.
  if (preprocessing !== 'none') return tf.mul(input, mask);
  const mean = tf.tensor1d(imagenetMean.map((value) => value * 255));
  return tf.add(tf.mul(tf.sub(input, mean), mask), mean);
}

function preprocess(pixels: Tf.Tensor4D, preprocessing: Preprocessing): Tf.Tensor4D {
  switch (preprocessing) {
    case 'caffe':
      return tf.sub(tf.reverse4d(pixels, 3), tf.tensor1d(caffeMeans));
    case 'symmetric':
      return tf.sub(tf.mul(pixels, 1 / 127.5), 1);
    case 'torch':
      return tf.div(
        tf.sub(tf.mul(pixels, 1 / 255), tf.tensor1d([...imagenetMean])),
        tf.tensor1d([...imagenetDeviation]),
      );
    case 'none':
      return pixels;
  }
}

/** 0 inside the box of each image and 1 elsewhere: [batch, size, size, 1]. */
export function boxesLeftOut(cutouts: Tf.Tensor2D, sizePx: number): Tf.Tensor4D {
  const [top, left, bottom, right] = tf.split(cutouts, 4, 1) as [
    Tf.Tensor2D,
    Tf.Tensor2D,
    Tf.Tensor2D,
    Tf.Tensor2D,
  ];
  const centres = tf.expandDims(tf.add(tf.range(0, sizePx), 0.5), 0);
  const within = (from: Tf.Tensor2D, to: Tf.Tensor2D) =>
    tf.cast(tf.logicalAnd(tf.greater(centres, from), tf.less(centres, to)), 'float32');
  const rows = tf.expandDims(within(top, bottom), 2);
  const columns = tf.expandDims(within(left, right), 1);
  return tf.expandDims(tf.sub(1, tf.mul(rows, columns)), 3);
}
