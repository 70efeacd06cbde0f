import { z } from 'zod';

const currentRegionSchema = z.strictObject({
  part: z
    .enum(['full', 'foreground-only', 'background-only', 'crop'])
    .default('full')
    .describe(
      '`foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.',
    ),
  masks: z
    .enum(['given', 'otsu'])
    .default('given')
    .describe(
      'Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.',
    ),
});
export type RegionConfig = z.output<typeof currentRegionSchema>;

/** Until November 2026 the part was named after what masks of HAM10000 mark. */
function readEarlierPart(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ((value as { readonly part?: unknown }).part !== 'lesion-only') return value;
  return { ...value, part: 'foreground-only' };
}

/** Which part of its images a variant sees, in training and ever after. */
export const regionConfigSchema = z.preprocess(
  readEarlierPart,
  currentRegionSchema,
) as unknown as z.ZodType<RegionConfig, z.input<typeof currentRegionSchema>>;

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
