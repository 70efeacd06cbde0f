import type { AugmentationConfig } from '@crossfold/contracts';
import { randomStream, type RandomStream } from '@crossfold/random';

export type MixingPolicy = Readonly<Pick<AugmentationConfig, 'mixupAlpha' | 'cutmixAlpha'>>;

export interface MixingKey {
  readonly seed: number;
  readonly epoch: number;
  /** Position of the batch in the epoch, from 0. */
  readonly batch: number;
  /** Images of the batch. */
  readonly images: number;
  /** Images are mixed within consecutive groups of this size: they are trained on together. */
  readonly groupSize: number;
  readonly sizePx: number;
  readonly policy: MixingPolicy;
}

/** How the images of a batch are mixed with each other: arrays of one row for each image. */
export interface MixingParameters {
  /** int32 [images]: the image of the batch that each is mixed with. */
  readonly permutation: Int32Array;
  /** [images, 4]: top, left, bottom, right of the box that shows the other image; empty for none. */
  readonly boxes: Float32Array;
  /** [images]: share of the image itself in the pixels outside the box. */
  readonly pixelLambdas: Float32Array;
  /** [images]: share of the image itself in the class that is asked for. */
  readonly lambdas: Float32Array;
}

export function isMixing({ mixupAlpha, cutmixAlpha }: MixingPolicy): boolean {
  return mixupAlpha > 0 || cutmixAlpha > 0;
}

/**
 * Mixup (Zhang et al. 2018) or cutmix (Yun et al. 2019) of one batch; where the policy has both, a
 * coin decides for each batch. Partners are a permutation of the batch, group by group. The numbers
 * depend on the key alone.
 */
export function mixingParameters(key: MixingKey): MixingParameters {
  const { seed, epoch, batch, images, policy } = key;
  const stream = randomStream(seed, 'mix', epoch, batch);
  const permutation = permuteGroups(stream, images, key.groupSize);
  const isHeads = stream.uniform() < 0.5;
  const isCutmix = policy.cutmixAlpha > 0 && (policy.mixupAlpha === 0 || isHeads);
  const alpha = isCutmix ? policy.cutmixAlpha : policy.mixupAlpha;
  const boxes = new Float32Array(images * 4);
  const pixelLambdas = new Float32Array(images).fill(1);
  const lambdas = new Float32Array(images);
  for (let image = 0; image < images; image++) {
    const share = symmetricBeta(stream, alpha);
    if (!isCutmix) {
      pixelLambdas[image] = lambdas[image] = share;
      continue;
    }
    const box = placeBox(1 - share, stream.uniform(), stream.uniform(), key.sizePx);
    boxes.set(box, image * 4);
    const [top, left, bottom, right] = box;
    lambdas[image] = 1 - ((bottom - top) * (right - left)) / key.sizePx ** 2;
  }
  return { permutation, boxes, pixelLambdas, lambdas };
}

function permuteGroups(stream: RandomStream, images: number, groupSize: number): Int32Array {
  const permuted = new Int32Array(images);
  for (let start = 0; start < images; start += groupSize) {
    const order = stream.permutation(Math.min(groupSize, images - start));
    order.forEach((position, i) => (permuted[start + i] = start + position));
  }
  return permuted;
}

/** A square of this share of the area about a point; what reaches over the edge is cut off. */
function placeBox(area: number, shareX: number, shareY: number, sizePx: number) {
  const half = (Math.sqrt(area) * sizePx) / 2;
  const range = (share: number): [number, number] => [
    Math.max(0, Math.round(share * sizePx - half)),
    Math.min(sizePx, Math.round(share * sizePx + half)),
  ];
  const [[top, bottom], [left, right]] = [range(shareY), range(shareX)];
  return [top, left, bottom, right] as const;
}

/** Beta(α, α) from two gamma variates; at tiny α both may vanish, and it is one end or the other. */
function symmetricBeta(stream: RandomStream, alpha: number): number {
  const [a, b] = [gammaVariate(stream, alpha), gammaVariate(stream, alpha)];
  const coin = stream.uniform() < 0.5 ? 0 : 1;
  return a + b > 0 ? a / (a + b) : coin;
}

/** Marsaglia and Tsang 2000; a shape below one is lifted above it. */
function gammaVariate(stream: RandomStream, shape: number): number {
  if (shape < 1) return gammaVariate(stream, shape + 1) * stream.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = stream.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    const bound = 0.5 * x * x + d - d * v + d * Math.log(Math.max(v, Number.MIN_VALUE));
    if (v > 0 && Math.log(1 - stream.uniform()) < bound) return d * v;
  }
}
