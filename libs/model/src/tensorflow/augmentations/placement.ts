import { randomStream } from '@crossfold/random';
import type { ImageKey } from './augmentation.js';

/** What is drawn for one image in one epoch, each from 0 to 1. */
export interface Placement {
  readonly angle: number;
  readonly flipX: number;
  readonly flipY: number;
  readonly area: number;
  readonly shareX: number;
  readonly shareY: number;
  readonly cutoutX: number;
  readonly cutoutY: number;
  readonly aspect: number;
}

/**
 * The stream that transforms and cutouts share. All are drawn whatever the policy says, so that
 * switching one technique off in an ablation leaves the draws of the others as they were. The order
 * is part of the bits of every study: nothing may come between.
 */
export function drawPlacement({ seed, epoch, sample }: ImageKey): Placement {
  const { uniform } = randomStream(seed, 'augment', epoch, sample);
  return {
    angle: uniform(),
    flipX: uniform(),
    flipY: uniform(),
    area: uniform(),
    shareX: uniform(),
    shareY: uniform(),
    cutoutX: uniform(),
    cutoutY: uniform(),
    aspect: uniform(),
  };
}
