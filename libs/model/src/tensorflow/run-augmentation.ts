import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { uploadAugmentation, type BatchAugmentation } from './augmentations/batch-augmentation.js';
import { prepareImages } from './image-input.js';

/**
 * What augmentation makes of images, for a look from outside.
 *
 * @param images uint8 [count, size, size, 3], RGB
 * @returns float32 [count, size, size, 3], 0–255
 */
export function runAugmentation(
  images: Uint8Array,
  [count, sizePx]: readonly [count: number, sizePx: number],
  augmentation: BatchAugmentation,
): Float32Array {
  const changed = tf.tidy(() =>
    prepareImages(
      tf.tensor4d(images, [count, sizePx, sizePx, 3], 'int32'),
      'none',
      uploadAugmentation(augmentation, count),
    ),
  ) as Tf.Tensor4D;
  const values = Float32Array.from(changed.dataSync());
  changed.dispose();
  return values;
}
