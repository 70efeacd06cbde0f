import type { AugmentationPolicy } from '@crossfold/contracts';
import { nativeBackend, tf, type Tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import type { Augmentation } from './augmentation.js';

/*
 * Changes of colour with one number for each image, on pixels 0–255 in RGB. Formulas are those of
 * Pillow's ImageEnhance and torchvision: a blend of the image with an image that lacks what is
 * changed, cut off at 0 and 255. Values are not rounded in between. None of it is differentiable.
 */

/** float32 [batch, height, width, 3], 0–255 */
export type Pixels = Tf.Tensor4D;
/** One number for each image, [batch, 1, 1, 1]. */
export type PerImage = Tf.Tensor4D;

/** ITU-R 601 as Pillow and torchvision weigh red, green and blue. */
const luma = [0.299, 0.587, 0.114];

/**
 * As torchvision's ColorJitter draws it. Numbers: factors of brightness, contrast and saturation from
 * 1 − x to 1 + x (1 changes nothing), and the turn of the hue from −x to x as a share of the circle,
 * in this order. All are drawn whatever the policy says of each.
 */
export const colours: Augmentation<AugmentationPolicy<'colours'>> = {
  width: ({ brightness, contrast, saturation, hue }) =>
    [brightness, contrast, saturation, hue].some((reach) => reach > 0) ? 4 : 0,
  draw: ({ seed, epoch, sample }, policy) => {
    const stream = randomStream(seed, 'colour', epoch, sample);
    const about = (centre: number, reach: number) => centre + reach * (2 * stream.uniform() - 1);
    return [
      about(1, policy.brightness),
      about(1, policy.contrast),
      about(1, policy.saturation),
      about(0, policy.hue),
    ];
  },
  changePixels: (pixels, numbers) => {
    const [brightness, contrast, saturation, hue] = perImage(numbers, 4) as [
      PerImage,
      PerImage,
      PerImage,
      PerImage,
    ];
    const lit = changeBrightness(pixels, brightness);
    const contrasted = changeContrast(lit, contrast);
    return turnHue(changeSaturation(contrasted, saturation), hue);
  },
};

/** The columns of [batch, count], each as one number for each image. */
export function perImage(table: Tf.Tensor2D, count: number): PerImage[] {
  const [batch] = table.shape;
  return tf.split(table, count, 1).map((column) => tf.reshape(column, [batch, 1, 1, 1]));
}

/** Blend with black. */
export function changeBrightness(pixels: Pixels, factor: PerImage): Pixels {
  return cutOff(tf.mul(pixels, factor));
}

/** Blend with the mean grey of the image. */
export function changeContrast(pixels: Pixels, factor: PerImage): Pixels {
  return blend(tf.mean(greyOf(pixels), [1, 2], true), pixels, factor);
}

/** Blend with the grey image. */
export function changeSaturation(pixels: Pixels, factor: PerImage): Pixels {
  return blend(greyOf(pixels), pixels, factor);
}

/** Turns the hue in HSV. */
function turnHue(pixels: Pixels, turn: PerImage): Pixels {
  const hsv = colourKernel('RGBToHSV', tf.mul(pixels, 1 / 255));
  const [hue, saturation, value] = tf.split(hsv, 3, 3) as [Pixels, Pixels, Pixels];
  const turned = tf.add(hue, turn);
  const wrapped = tf.sub(turned, tf.floor(turned));
  return tf.mul(colourKernel('HSVToRGB', tf.concat([wrapped, saturation, value], 3)), 255);
}

/** degenerate + factor · (pixels − degenerate), cut off. */
export function blend(degenerate: Tf.Tensor, pixels: Pixels, factor: PerImage): Pixels {
  return cutOff(tf.add(degenerate, tf.mul(tf.sub(pixels, degenerate), factor)));
}

export function cutOff(pixels: Tf.Tensor): Pixels {
  return tf.minimum(tf.maximum(pixels, 0), 255);
}

/** [batch, height, width, 1] */
function greyOf(pixels: Pixels): Tf.Tensor4D {
  return tf.sum(tf.mul(pixels, tf.tensor1d(luma)), 3, true);
}

function colourKernel(name: 'RGBToHSV' | 'HSVToRGB', pixels: Tf.Tensor): Pixels {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return backend.executeSingleOutput(name, [type], [pixels]) as Pixels;
}
