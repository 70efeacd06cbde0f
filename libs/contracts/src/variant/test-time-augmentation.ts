import { z } from 'zod';

/** The views of an image whose predictions are averaged, by name; all have the input's size. */
export const testTimeAugmentationSchema = z
  .enum(['none', 'dihedral8', 'fiveCrop', 'tenCrop', 'multiScale'])
  .describe(
    '`dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.',
  );
export type TestTimeAugmentation = z.infer<typeof testTimeAugmentationSchema>;

/** How many views each of them has. */
export const testTimeViewCounts = {
  none: 1,
  dihedral8: 8,
  fiveCrop: 5,
  tenCrop: 10,
  multiScale: 3,
} as const satisfies Record<TestTimeAugmentation, number>;

const partSizes = { plain: 1, turned: 7, centre: 1, corners: 4, mirrored: 5, nearer: 1 } as const;

/** Views by the parts that sets have in common: equal names are equal views. */
const partsOf = {
  none: ['plain'],
  dihedral8: ['plain', 'turned'],
  fiveCrop: ['centre', 'corners'],
  tenCrop: ['centre', 'corners', 'mirrored'],
  multiScale: ['plain', 'centre', 'nearer'],
} as const satisfies Record<TestTimeAugmentation, readonly (keyof typeof partSizes)[]>;

/** How many views differ in several sets, each of which is predicted once. */
export function countDistinctViews(sets: readonly TestTimeAugmentation[]): number {
  const parts = new Set(sets.flatMap((set): readonly (keyof typeof partSizes)[] => partsOf[set]));
  return [...parts].reduce((sum, part) => sum + partSizes[part], 0);
}
