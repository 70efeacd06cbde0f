import type { AugmentationConfig } from '@crossfold/contracts';
import { randomStream, type RandomStream } from '@crossfold/random';
import type { ImageKey } from './augmentation.js';
import { identityTransform, type ProjectiveTransform } from './projective-transform.js';

export type RandAugmentPolicy = NonNullable<AugmentationConfig['randAugment']>;

export interface RandAugmentKey extends ImageKey {
  readonly policy: RandAugmentPolicy;
}

/** Of all numbers that an operation of the device has, those that are not neutral. */
export interface ImageOperation {
  readonly transform: ProjectiveTransform;
  readonly posterizeStep: number;
  readonly solarizeThreshold: number;
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly sharpness: number;
  readonly autoContrast: number;
  readonly equalize: number;
}

/** What leaves an image as it is. */
export const neutralOperation: ImageOperation = {
  transform: identityTransform,
  posterizeStep: 1,
  solarizeThreshold: 256,
  brightness: 1,
  contrast: 1,
  saturation: 1,
  sharpness: 1,
  autoContrast: 0,
  equalize: 0,
};

/** Magnitudes go from 0 to this. */
const maxMagnitude = 30;

/** What an operation does at a strength from −1 to 1. @param sizePx side of the image */
type Operation = (strength: number, sizePx: number) => Partial<ImageOperation>;

/**
 * The fourteen operations of the paper with the ranges of torchvision's RandAugment. Those with a
 * direction are drawn with either sign; the others take the strength as it is.
 */
export const randAugmentOperations = {
  identity: () => ({}),
  shearX: (s, size) => ({ transform: about(size, [1, 0.3 * s, 0, 1]) }),
  shearY: (s, size) => ({ transform: about(size, [1, 0, 0.3 * s, 1]) }),
  translateX: (s, size) => ({ transform: [1, 0, (150 / 331) * s * size, 0, 1, 0, 0, 0] }),
  translateY: (s, size) => ({ transform: [1, 0, 0, 0, 1, (150 / 331) * s * size, 0, 0] }),
  rotate: (s, size) => {
    const radians = (30 * s * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    return { transform: about(size, [cos, -sin, sin, cos]) };
  },
  brightness: (s) => ({ brightness: 1 + 0.9 * s }),
  color: (s) => ({ saturation: 1 + 0.9 * s }),
  contrast: (s) => ({ contrast: 1 + 0.9 * s }),
  sharpness: (s) => ({ sharpness: 1 + 0.9 * s }),
  posterize: (s) => ({ posterizeStep: 2 ** Math.round(4 * Math.abs(s)) }),
  solarize: (s) => ({ solarizeThreshold: 255 * (1 - Math.abs(s)) }),
  autoContrast: () => ({ autoContrast: 1 }),
  equalize: () => ({ equalize: 1 }),
} as const satisfies Record<string, Operation>;

const operationList: readonly Operation[] = Object.values(randAugmentOperations);

/**
 * The operations of RandAugment (Cubuk et al. 2020) for one image in one epoch: each drawn from all
 * with the policy's magnitude, or one normally distributed about it as in timm. The numbers depend
 * on the key alone.
 */
export function randAugmentParameters(key: RandAugmentKey): ImageOperation[] {
  const { seed, epoch, sample, policy, sizePx } = key;
  const stream = randomStream(seed, 'rand-augment', epoch, sample);
  return Array.from({ length: policy.operations }, () => {
    const operation = operationList[stream.integer(operationList.length)] as Operation;
    const strength = drawMagnitude(stream, policy) / maxMagnitude;
    const sign = stream.uniform() < 0.5 ? -1 : 1;
    return { ...neutralOperation, ...operation(sign * strength, sizePx) };
  });
}

function drawMagnitude(stream: RandomStream, policy: RandAugmentPolicy): number {
  const drawn = policy.magnitude + policy.magnitudeDeviation * stream.normal();
  return Math.min(Math.max(drawn, 0), maxMagnitude);
}

/** The sixteen numbers of an operation in the order in which the device takes them. */
export function encodeOperation(operation: ImageOperation): number[] {
  const { transform, posterizeStep, solarizeThreshold, ...rest } = operation;
  const { brightness, contrast, saturation, sharpness, autoContrast, equalize } = rest;
  const factors = [brightness, contrast, saturation, sharpness];
  return [...transform, posterizeStep, solarizeThreshold, ...factors, autoContrast, equalize];
}

/** A linear map about the centre of an image. */
function about(
  sizePx: number,
  [a, b, c, d]: readonly [number, number, number, number],
): ProjectiveTransform {
  const centre = (sizePx - 1) / 2;
  return [a, b, centre - a * centre - b * centre, c, d, centre - c * centre - d * centre, 0, 0];
}
