import { z } from 'zod';

/** Which part of its images a variant sees, in training and ever after. */
export const regionConfigSchema = z.strictObject({
  part: z
    .enum(['full', 'lesion-only', 'background-only', 'crop'])
    .default('full')
    .describe(
      '`lesion-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.',
    ),
  masks: z
    .enum(['given', 'otsu'])
    .default('given')
    .describe(
      'Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose agreement with the masks that there are is reported.',
    ),
});
export type RegionConfig = z.infer<typeof regionConfigSchema>;

/** Whether the masks of the data set are needed. */
export function needsGivenMasks({ part, masks }: RegionConfig): boolean {
  return part !== 'full' && masks === 'given';
}

/** Whether regions are found by a threshold. */
export function usesOtsuMasks({ part, masks }: RegionConfig): boolean {
  return part !== 'full' && masks === 'otsu';
}

/** How well regions that were found by a threshold agree with the masks of the data set. */
export const segmentationSchema = z.strictObject({
  /** Those that have a mask. */
  images: z.int().positive(),
  /** Mean over them of 2 |A and B| / (|A| + |B|). */
  meanDice: z.number().min(0).max(1),
});
export type Segmentation = z.infer<typeof segmentationSchema>;
