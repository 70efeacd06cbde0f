import type { AugmentationName, AugmentationPolicy } from '@crossfold/contracts';
import type { Augmentation } from './augmentation.js';
import { colours } from './colours.js';
import { cutouts } from './cutouts.js';
import { operations } from './rand-augment.js';
import { transforms } from './transforms.js';

/**
 * How images are changed, one row each, in the order in which they are applied. What a study file
 * may say of it: `augmentationTable` of contracts.
 */
export const augmentations = {
  transforms,
  operations,
  colours,
  cutouts,
} as const satisfies {
  readonly [Name in AugmentationName]: Augmentation<AugmentationPolicy<Name>>;
};

export const augmentationNames = Object.keys(augmentations) as AugmentationName[];
