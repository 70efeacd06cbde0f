import { z } from 'zod';
import { positiveGroupSchema } from './positive-group.js';

export const minClasses = 2;
export const maxClasses = 1000;
const longestWord = 200;

const wordSchema = z.string().min(1).max(longestWord);

/** A class as the labels of a data set name it. */
export const classNameSchema = wordSchema;

const groupWordsSchema = z.strictObject({
  /** What a group of images is, for reports: `lesion`. */
  one: wordSchema,
  many: wordSchema,
  /**
   * `one`: all images of a group have the same label, as those of a lesion have, and a group with two
   * cannot be trusted; `any`: a patient may have several.
   */
  labels: z.enum(['one', 'any']),
});
export type GroupWords = z.infer<typeof groupWordsSchema>;

/** What the labels of a data set are, stated with it so that it can be read without this code. */
export const labelSchemeShape = {
  /** In the order of probabilities, weights and tables. */
  classes: z
    .array(classNameSchema)
    .min(minClasses)
    .max(maxClasses)
    .refine((names) => new Set(names).size === names.length, {
      message: 'expected each class once',
    }),
  /** Of classes whose name does not say enough. */
  classTitles: z.record(z.string(), wordSchema),
  /** The classes that a screening must not miss; null where there are none. */
  positive: positiveGroupSchema.nullable(),
  /** What may not be on two sides of a split; null where each image is a group of its own. */
  group: groupWordsSchema.nullable(),
} as const;

export const labelSchemeSchema = z.strictObject(labelSchemeShape);
export type LabelScheme = z.infer<typeof labelSchemeSchema>;

/** What to call groups in texts, whether or not the data set has any. */
export function groupWords({ group }: Pick<LabelScheme, 'group'>): GroupWords {
  return group ?? { one: 'group', many: 'groups', labels: 'one' };
}

const columnNameSchema = z.string().min(1).max(longestWord);

/** A column of free metadata. Never a model input: many say how a label came to be. */
export const metadataColumnSchema = z.strictObject({
  name: columnNameSchema,
  type: z.enum(['text', 'number']),
  /** Of numbers; others are left out, with a problem. */
  min: z.number().optional(),
  max: z.number().optional(),
  unit: wordSchema.optional(),
});
export type MetadataColumn = z.infer<typeof metadataColumnSchema>;

/** By name of the column; one of which nothing is known is left out. */
export const imageMetadataSchema = z.record(columnNameSchema, z.union([z.string(), z.number()]));
