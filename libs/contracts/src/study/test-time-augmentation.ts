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
