import type { AugmentationConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { composeTransforms, type ProjectiveTransform } from './projective-transform.js';

/** Where the pixels of an image go, and which are blanked. */
export type AugmentationPolicy = Readonly<
  Pick<
    AugmentationConfig,
    | 'rotationDegrees'
    | 'horizontalFlip'
    | 'verticalFlip'
    | 'cropScaleMin'
    | 'cropAspectMax'
    | 'cutoutShare'
  >
>;

/**
 * A square to blank in the output, in pixels. It may reach over the edge of the image, and then
 * only the part inside counts.
 */
export interface Cutout {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface AugmentationKey {
  readonly seed: number;
  readonly epoch: number;
  /** Image id. */
  readonly sample: string;
  readonly policy: AugmentationPolicy;
  readonly sizePx: number;
}

export interface AugmentationParameters {
  readonly transform: ProjectiveTransform;
  readonly cutout: Cutout | null;
}

/**
 * How one image is changed in one epoch: rotated about its centre, flipped, cropped, and blanked in
 * a square whose centre may lie anywhere (DeVries & Taylor 2017). The numbers depend on the key
 * alone, never on the order in which images are asked for.
 */
export function augmentationParameters(key: AugmentationKey): AugmentationParameters {
  const { seed, epoch, sample, policy, sizePx } = key;
  const stream = randomStream(seed, 'augment', epoch, sample);
  // All are drawn whatever the policy says, so that switching one technique off in an ablation
  // leaves the draws of the others as they were.
  const angle = stream.uniform() * 2 - 1;
  const flipX = stream.uniform() < 0.5;
  const flipY = stream.uniform() < 0.5;
  const area = policy.cropScaleMin + (1 - policy.cropScaleMin) * stream.uniform();
  const [shareX, shareY] = [stream.uniform(), stream.uniform()];
  const flip = flipping(policy.horizontalFlip && flipX, policy.verticalFlip && flipY, sizePx);
  const rotation = rotating((angle * policy.rotationDegrees * Math.PI) / 180, sizePx);
  const cutout = placeCutout(policy.cutoutShare, stream.uniform(), stream.uniform(), sizePx);
  // Drawn last: what was there before this technique keeps its draws.
  const window = cropWindow(area, policy.cropAspectMax, stream.uniform());
  const crop = cropping(window, shareX, shareY, sizePx);
  return { transform: composeTransforms(composeTransforms(crop, flip), rotation), cutout };
}

/** Sides of a window as shares of the image's. */
type Window = readonly [width: number, height: number];

/**
 * A window of this area whose sides have a quotient between `1 / most` and `most`, even in its
 * logarithm (Szegedy et al. 2015), and that fits into the image.
 */
function cropWindow(area: number, most: number, draw: number): Window {
  const quotient = Math.exp((2 * draw - 1) * Math.log(most));
  // A side that would be too long is cut to the image and the other keeps the area.
  const width = Math.min(Math.max(Math.sqrt(area * quotient), area), 1);
  return [width, area / width];
}

/** Shows a window whose place within the image is given by two shares. */
function cropping([width, height]: Window, shareX: number, shareY: number, sizePx: number) {
  // The window scales the edges of pixels, which lie half a pixel before their centres.
  const offset = (side: number, share: number) => sizePx * (1 - side) * share + (side - 1) / 2;
  return [width, 0, offset(width, shareX), 0, height, offset(height, shareY), 0, 0] as const;
}

function flipping(horizontal: boolean, vertical: boolean, sizePx: number): ProjectiveTransform {
  const last = sizePx - 1;
  const [scaleX, fromX] = horizontal ? [-1, last] : [1, 0];
  const [scaleY, fromY] = vertical ? [-1, last] : [1, 0];
  return [scaleX, 0, fromX, 0, scaleY, fromY, 0, 0];
}

function rotating(radians: number, sizePx: number): ProjectiveTransform {
  const centre = (sizePx - 1) / 2;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const offsetX = centre - cos * centre + sin * centre;
  const offsetY = centre - sin * centre - cos * centre;
  return [cos, -sin, offsetX, sin, cos, offsetY, 0, 0];
}

function placeCutout(share: number, centreX: number, centreY: number, sizePx: number) {
  const size = Math.round(share * sizePx);
  if (size === 0) return null;
  const start = (centre: number) => Math.floor(centre * sizePx) - Math.floor(size / 2);
  return { x: start(centreX), y: start(centreY), size };
}
