import { z } from 'zod';

const shareSchema = z.number().min(0).max(1);

export const augmentationConfigSchema = z.strictObject({
  rotationDegrees: z.number().min(0).max(180).default(180).describe('Largest angle (assumed).'),
  horizontalFlip: z.boolean().default(true),
  verticalFlip: z.boolean().default(true),
  cropScaleMin: z
    .number()
    .min(0.1)
    .max(1)
    .default(0.8)
    .describe('Smallest share of the area that a random crop keeps; 1 for no crop (assumed).'),
  cropAspectMax: z
    .number()
    .min(1)
    .max(4)
    .default(1)
    .describe('Largest quotient of the sides of a random crop, either way; 1 for squares.'),
  cutoutShare: shareSchema
    .default(0.25)
    .describe('Side of the blanked square as a share of the image side; 0 for none (assumed).'),
  brightness: shareSchema
    .default(0)
    .describe("Largest change of the factor, as in torchvision's ColorJitter; 0 for none."),
  contrast: shareSchema.default(0).describe('The same for contrast.'),
  saturation: shareSchema.default(0).describe('The same for saturation.'),
  hue: z.number().min(0).max(0.5).default(0).describe('Largest turn as a share of the circle.'),
  randAugment: z
    .strictObject({
      operations: z.int().min(1).max(4).default(2).describe('For each image, one after the other.'),
      magnitude: z.number().min(0).max(30).default(9).describe('From 0 to 30.'),
      magnitudeDeviation: z
        .number()
        .min(0)
        .max(30)
        .default(0)
        .describe("Standard deviation of the magnitude, image by image, as timm's `mstd`."),
    })
    .nullable()
    .default(null)
    .describe(
      'Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none.',
    ),
  mixupAlpha: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('Blends pairs of images and their classes by shares from Beta(a, a); 0 for none.'),
  cutmixAlpha: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('The same with boxes cut from one into the other; with mixup, batches take turns.'),
});
export type AugmentationConfig = z.infer<typeof augmentationConfigSchema>;
