import type { Classifier } from './classifier.js';

export interface RateOptions {
  /** By which the rate of each block is that of the block after it; 1 for one rate. */
  readonly layerDecay: number;
  /** Rate of the whole backbone as a share of the head's. */
  readonly backboneShare: number;
}

export const oneRate: RateOptions = { layerDecay: 1, backboneShare: 1 };

/**
 * Learning rate of each parameter as a share of the stage's. Layer-wise decay as in BEiT (Bao et al.
 * 2021) and timm: with N blocks, block i from 0 has decay^(N − i), and the head 1.
 */
export function rateScales(
  { backbone, head }: Classifier,
  { layerDecay, backboneShare }: RateOptions,
): ReadonlyMap<string, number> {
  const { blocks } = backbone;
  const ofBackbone = blocks.flatMap(({ parameters }, index) =>
    parameters.map((name): [string, number] => [
      name,
      backboneShare * layerDecay ** (blocks.length - index),
    ]),
  );
  return new Map([
    ...ofBackbone,
    ...head.parameters.map(({ name }): [string, number] => [name, 1]),
  ]);
}
