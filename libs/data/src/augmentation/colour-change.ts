import type { AugmentationConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';

export type ColourPolicy = Readonly<
  Pick<AugmentationConfig, 'brightness' | 'contrast' | 'saturation' | 'hue'>
>;

export interface ColourKey {
  readonly seed: number;
  readonly epoch: number;
  /** Image id. */
  readonly sample: string;
  readonly policy: ColourPolicy;
}

export function changesColours({ brightness, contrast, saturation, hue }: ColourPolicy): boolean {
  return brightness > 0 || contrast > 0 || saturation > 0 || hue > 0;
}

/**
 * How the colours of one image change in one epoch, as torchvision's ColorJitter draws it: factors of
 * brightness, contrast and saturation from 1 − x to 1 + x, and a turn of the hue from −x to x of the
 * circle. All are drawn whatever the policy says.
 */
export function colourParameters({
  seed,
  epoch,
  sample,
  policy,
}: ColourKey): [brightness: number, contrast: number, saturation: number, hue: number] {
  const stream = randomStream(seed, 'colour', epoch, sample);
  const about = (centre: number, reach: number) => centre + reach * (2 * stream.uniform() - 1);
  return [
    about(1, policy.brightness),
    about(1, policy.contrast),
    about(1, policy.saturation),
    about(0, policy.hue),
  ];
}
