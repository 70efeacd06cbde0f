import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Preprocessing } from '../catalogue/architecture.js';
import { imagenetDeviation, imagenetMean } from '../catalogue/imagenet.js';
import {
  changeInput,
  changePixels,
  type AugmentationTensors,
} from './augmentations/batch-augmentation.js';

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
  const changed = changePixels(pixels, augmentation);
  return changeInput(preprocess(changed, preprocessing), augmentation, preprocessing);
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
