import type { AugmentationPolicy } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Preprocessing } from '../../catalogue/architecture.js';
import { imagenetMean } from '../../catalogue/imagenet.js';
import type { Augmentation } from './augmentation.js';
import { drawPlacement } from './placement.js';

/** Top, left, bottom and right of a box in pixels. */
type Box = readonly [top: number, left: number, bottom: number, right: number];

/**
 * Blanks a square whose centre may lie anywhere in the image (DeVries & Taylor 2017): what reaches
 * over the edge does not count. Numbers: top, left, bottom and right in pixels; all 0 for none.
 */
export const cutouts: Augmentation<AugmentationPolicy<'cutouts'>> = {
  width: () => 4,
  draw: (key, { cutoutShare }) => {
    const { cutoutX, cutoutY } = drawPlacement(key);
    return placeCutout(cutoutShare, [cutoutX, cutoutY], key.sizePx);
  },
  changeInput: (input, boxes, preprocessing) =>
    blank(input, boxesLeftOut(boxes, input.shape[1]), preprocessing),
};

function placeCutout(share: number, [x, y]: readonly [number, number], sizePx: number): Box {
  const size = Math.round(share * sizePx);
  if (size === 0) return [0, 0, 0, 0];
  const start = (centre: number) => Math.floor(centre * sizePx) - Math.floor(size / 2);
  const [left, top] = [start(x), start(y)];
  return [top, left, top + size, left + size];
}

/** Blanks with the mean colour: a cutout takes information away and adds none. */
function blank(input: Tf.Tensor4D, mask: Tf.Tensor4D, preprocessing: Preprocessing): Tf.Tensor4D {
  // Zero is the mean colour, or near it, of an input that preprocessing has centred.
  if (preprocessing !== 'none') return tf.mul(input, mask);
  const mean = tf.tensor1d(imagenetMean.map((value) => value * 255));
  return tf.add(tf.mul(tf.sub(input, mean), mask), mean);
}

/** 0 inside the box of each image and 1 elsewhere: [batch, size, size, 1]. */
export function boxesLeftOut(boxes: Tf.Tensor2D, sizePx: number): Tf.Tensor4D {
  const [top, left, bottom, right] = tf.split(boxes, 4, 1) as [
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
