import type { AugmentationConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';

/** How single images are changed; mixing them is another matter. */
export type AugmentationPolicy = Readonly<Omit<AugmentationConfig, 'mixupAlpha' | 'cutmixAlpha'>>;

/**
 * Eight numbers a0 … a7 of a projective transform as TensorFlow's `ImageProjectiveTransformV3`
 * takes them. They map an OUTPUT pixel (x, y) to the INPUT pixel that it shows:
 * x' = (a0·x + a1·y + a2) / k, y' = (a3·x + a4·y + a5) / k, k = a6·x + a7·y + 1. Whole numbers are
 * the centres of pixels, so that the centre of an image lies at (sizePx − 1) / 2.
 */
export type ProjectiveTransform = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

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

export const identityTransform: ProjectiveTransform = [1, 0, 0, 0, 1, 0, 0, 0];

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
  const crop = cropping(Math.sqrt(area), stream.uniform(), stream.uniform(), sizePx);
  const flip = flipping(policy.horizontalFlip && flipX, policy.verticalFlip && flipY, sizePx);
  const rotation = rotating((angle * policy.rotationDegrees * Math.PI) / 180, sizePx);
  const cutout = placeCutout(policy.cutoutShare, stream.uniform(), stream.uniform(), sizePx);
  return { transform: composeTransforms(composeTransforms(crop, flip), rotation), cutout };
}

/** The transform that maps a point through `first` and the result through `second`. */
export function composeTransforms(
  first: ProjectiveTransform,
  second: ProjectiveTransform,
): ProjectiveTransform {
  const [a0, a1, a2, a3, a4, a5, a6, a7] = first;
  const [b0, b1, b2, b3, b4, b5, b6, b7] = second;
  const scale = b6 * a2 + b7 * a5 + 1;
  return [
    (b0 * a0 + b1 * a3 + b2 * a6) / scale,
    (b0 * a1 + b1 * a4 + b2 * a7) / scale,
    (b0 * a2 + b1 * a5 + b2) / scale,
    (b3 * a0 + b4 * a3 + b5 * a6) / scale,
    (b3 * a1 + b4 * a4 + b5 * a7) / scale,
    (b3 * a2 + b4 * a5 + b5) / scale,
    (b6 * a0 + b7 * a3 + a6) / scale,
    (b6 * a1 + b7 * a4 + a7) / scale,
  ];
}

/** Shows a window of side `side` (share) whose place within the image is given by two shares. */
function cropping(side: number, shareX: number, shareY: number, sizePx: number) {
  const free = sizePx * (1 - side);
  // The window scales the edges of pixels, which lie half a pixel before their centres.
  const offset = (share: number) => free * share + (side - 1) / 2;
  return [side, 0, offset(shareX), 0, side, offset(shareY), 0, 0] as const;
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
