import { z } from 'zod';
import type { OptionRow } from './option-table.js';

const shareSchema = z.number().min(0).max(1);

/**
 * What a study file may say of each way to change images, one row each; all options stand side by
 * side in the file. How it is drawn and applied: `augmentations` of libs/model.
 */
export const augmentationTable = {
  transforms: {
    title: 'Rotation about the centre, flips and crops.',
    options: {
      rotationDegrees: z.number().min(0).max(180).default(180).describe('Largest angle (assumed).'),
      horizontalFlip: z
        .boolean()
        .default(true)
        .describe('Whether half of the images are mirrored left to right.'),
      verticalFlip: z
        .boolean()
        .default(true)
        .describe('Whether half of the images are mirrored top to bottom.'),
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
    },
  },
  cutouts: {
    title: 'A blanked square (DeVries and Taylor 2017).',
    options: {
      cutoutShare: shareSchema
        .default(0.25)
        .describe('Side of the blanked square as a share of the image side; 0 for none (assumed).'),
    },
  },
  colours: {
    title: "Changes of colour, as torchvision's ColorJitter.",
    options: {
      brightness: shareSchema
        .default(0)
        .describe("Largest change of the factor, as in torchvision's ColorJitter; 0 for none."),
      contrast: shareSchema.default(0).describe('The same for contrast.'),
      saturation: shareSchema.default(0).describe('The same for saturation.'),
      hue: z.number().min(0).max(0.5).default(0).describe('Largest turn as a share of the circle.'),
    },
  },
  operations: {
    title: 'RandAugment (Cubuk et al. 2020).',
    options: {
      randAugment: z
        .strictObject({
          operations: z
            .int()
            .min(1)
            .max(4)
            .default(2)
            .describe('For each image, one after the other.'),
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
    },
  },
} as const satisfies Record<string, OptionRow>;

type Table = typeof augmentationTable;
export type AugmentationName = keyof Table;
/** What a study file may say of one of them, all defaults filled. */
export type AugmentationPolicy<Name extends AugmentationName> = Readonly<
  z.output<z.ZodObject<Table[Name]['options']>>
>;

/** Of batches, not of images: what mixes them is no row. */
const mixingOptions = {
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
};

type Together<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  whole: infer Whole,
) => void
  ? Whole
  : never;

const imageOptions = Object.assign(
  {},
  ...Object.values(augmentationTable).map(({ options }) => options),
) as Together<Table[AugmentationName]['options']>;

export const augmentationConfigSchema = z.strictObject({ ...imageOptions, ...mixingOptions });
export type AugmentationConfig = z.infer<typeof augmentationConfigSchema>;
