import type { AugmentationPolicy } from '@crossfold/contracts';
import { projectiveTransform } from '../kernels/kernels.js';
import type { Augmentation } from './augmentation.js';
import { drawPlacement } from './placement.js';
import { composeTransforms, type ProjectiveTransform } from './projective-transform.js';

/**
 * Rotates about the centre, flips and crops, in one resampling. Numbers: a projective transform of
 * output to input coordinates.
 */
export const transforms: Augmentation<AugmentationPolicy<'transforms'>> = {
  width: () => 8,
  draw: (key, policy) => {
    const { sizePx } = key;
    const drawn = drawPlacement(key);
    const angle = drawn.angle * 2 - 1;
    const area = policy.cropScaleMin + (1 - policy.cropScaleMin) * drawn.area;
    const window = cropWindow(area, policy.cropAspectMax, drawn.aspect);
    const crop = cropping(window, drawn.shareX, drawn.shareY, sizePx);
    const flip = flipping(
      policy.horizontalFlip && drawn.flipX < 0.5,
      policy.verticalFlip && drawn.flipY < 0.5,
      sizePx,
    );
    const rotation = rotating((angle * policy.rotationDegrees * Math.PI) / 180, sizePx);
    return composeTransforms(composeTransforms(crop, flip), rotation);
  },
  changePixels: projectiveTransform,
};

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
