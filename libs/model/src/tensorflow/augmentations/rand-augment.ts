import type { AugmentationPolicy } from '@crossfold/contracts';
import { nativeBackend, tf, type Tf } from '@crossfold/graph/tensorflow';
import { gather, projectiveTransform } from '../kernels/kernels.js';
import type { Augmentation } from './augmentation.js';
import {
  blend,
  changeBrightness,
  changeContrast,
  changeSaturation,
  cutOff,
  perImage,
  type PerImage,
  type Pixels,
} from './colours.js';
import { encodeOperation, randAugmentParameters } from './rand-augment-operations.js';

/*
 * One operation of RandAugment (Cubuk et al. 2020) for each image. All are computed for all images,
 * since a graph has no branches of its own for each; an image is changed by the one whose number is
 * not neutral. Formulas are those of Pillow and torchvision; geometry is resampled bilinearly.
 */

const levels = 256;
const widthEach = 16;

/** RandAugment (Cubuk et al. 2020). Numbers: those of each operation, one operation after the other. */
export const operations: Augmentation<AugmentationPolicy<'operations'>> = {
  width: ({ randAugment }) => (randAugment === null ? 0 : widthEach * randAugment.operations),
  draw: (key, { randAugment }) =>
    randAugment === null
      ? []
      : randAugmentParameters({ ...key, policy: randAugment }).flatMap(encodeOperation),
  changePixels: (pixels, numbers) =>
    (tf.split(numbers, numbers.shape[1] / widthEach, 1) as Tf.Tensor2D[]).reduce(
      applyOperation,
      pixels,
    ),
};

/**
 * @param pixels [batch, size, size, 3], 0–255
 * @param operation [batch, 16]: a projective transform (8), then posterise step (neutral 1),
 *   solarise threshold (256), factors of brightness, contrast, saturation and sharpness (1), and
 *   whether to stretch and whether to equalise the histogram (0)
 */
function applyOperation(pixels: Pixels, operation: Tf.Tensor2D): Pixels {
  const [transforms, photometric] = tf.split(operation, 2, 1) as [Tf.Tensor2D, Tf.Tensor2D];
  const [step, threshold, brightness, contrast, saturation, sharpness, stretch, equal] = perImage(
    photometric,
    8,
  ) as [PerImage, PerImage, PerImage, PerImage, PerImage, PerImage, PerImage, PerImage];
  const moved = cutOff(projectiveTransform(pixels, transforms));
  const posterised = posterise(moved, step);
  const solarised = solarise(posterised, threshold);
  const lit = changeBrightness(solarised, brightness);
  const coloured = changeSaturation(changeContrast(lit, contrast), saturation);
  const sharp = changeSharpness(coloured, sharpness);
  return equalise(stretchHistogram(sharp, stretch), equal);
}

/** Keeps the upper bits: the multiple of `step` below. */
function posterise(pixels: Pixels, step: PerImage): Pixels {
  const coarse = tf.mul(tf.floor(tf.div(pixels, step)), step);
  return choose(tf.greater(step, 1), coarse, pixels);
}

/** Turns values from the threshold on upside down. */
function solarise(pixels: Pixels, threshold: PerImage): Pixels {
  return tf.where(tf.less(pixels, threshold), pixels, tf.sub(255, pixels));
}

/** Blend with the image smoothed by a 3×3 kernel, but for its edge. */
function changeSharpness(pixels: Pixels, factor: PerImage): Pixels {
  const [, height, width] = pixels.shape;
  const weights = [1, 1, 1, 1, 5, 1, 1, 1, 1].flatMap((weight) => Array(3).fill(weight / 13));
  const kernel = tf.tensor4d(weights as number[], [3, 3, 3, 1]);
  const inner = tf.depthwiseConv2d(pixels, kernel, 1, 'valid') as Tf.Tensor4D;
  const around: [number, number][] = [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ];
  const mask = tf.pad(tf.ones([1, height - 2, width - 2, 1]), around);
  const smooth = tf.add(tf.pad(inner, around), tf.mul(pixels, tf.sub(1, mask)));
  return blend(smooth, pixels, factor);
}

/** Stretches each channel of an image from its least and largest value to 0 and 255. */
function stretchHistogram(pixels: Pixels, isOn: PerImage): Pixels {
  const least = tf.min(pixels, [1, 2], true);
  const range = tf.sub(tf.max(pixels, [1, 2], true), least);
  const stretched = tf.mul(tf.sub(pixels, least), tf.div(255, tf.maximum(range, 1)));
  const isStretched = tf.logicalAnd(tf.greater(isOn, 0.5), tf.greater(range, 0));
  return choose(isStretched, cutOff(stretched), pixels);
}

/** Equalises the histogram of each channel of an image. */
function equalise(pixels: Pixels, isOn: PerImage): Pixels {
  const [batch, height, width, channels] = pixels.shape;
  const rows = batch * channels;
  const size = height * width;
  const values = tf.reshape(tf.transpose(tf.round(pixels), [0, 3, 1, 2]), [rows, size]);
  const counts = countLevels(tf.cast(values, 'int32'));
  const isTop = tf.equal(values, tf.max(values, 1, true));
  const top = tf.sum(tf.cast(isTop, 'float32'), 1, true);
  const step = tf.floor(tf.div(tf.sub(size, top), levels - 1));
  const below = tf.cumsum(counts, 1, true);
  const half = tf.floor(tf.div(step, 2));
  const table = tf.floor(tf.div(tf.add(below, half), tf.maximum(step, 1)));
  const indices = tf.cast(values, 'int32');
  const found = gather(tf.minimum(table, levels - 1), indices, { axis: 1, batchDims: 1 });
  // A channel of few values has no step: it stays as it is.
  const kept = tf.where(tf.greater(step, 0), found, values);
  const back = tf.transpose(tf.reshape(kept, [batch, channels, height, width]), [0, 2, 3, 1]);
  return choose(tf.greater(isOn, 0.5), back, pixels);
}

/** @param condition broadcast over the images */
function choose(condition: Tf.Tensor, chosen: Tf.Tensor, otherwise: Tf.Tensor): Pixels {
  return tf.where<Pixels>(condition, chosen as Pixels, otherwise as Pixels);
}

/** How often each level comes, float32 [rows, 256], of int32 [rows, count] (DenseBincount). */
function countLevels(values: Tf.Tensor): Tf.Tensor2D {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  return backend.executeSingleOutput(
    'DenseBincount',
    [
      type('Tidx', binding.TF_INT32),
      type('T', binding.TF_FLOAT),
      { name: 'binary_output', type: binding.TF_ATTR_BOOL, value: false },
    ],
    [values, tf.scalar(levels, 'int32'), tf.tensor1d([])],
  ) as Tf.Tensor2D;
}
