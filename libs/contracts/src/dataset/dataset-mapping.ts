import { z } from 'zod';
import { classNameSchema, metadataColumnSchema, maxClasses } from './label-scheme.js';
import { positiveGroupSchema } from './positive-group.js';

const columnSchema = z.string().min(1);

/**
 * How to read a folder that has none of the known layouts: one YAML or JSON file. With `table`, rows
 * of that table name the images; without it, each folder of images is a class.
 */
export const datasetMappingSchema = z
  .strictObject({
    table: z.string().min(1).optional().describe('CSV or TSV file, relative to the folder.'),
    columns: z
      .strictObject({
        image: columnSchema.describe('File name or path of the image, with or without its ending.'),
        class: columnSchema,
        group: columnSchema.optional().describe('What may not be on two sides of a split.'),
        lesion: columnSchema
          .optional()
          .describe('Old name of `group`, for groups that are lesions.'),
        patient: columnSchema.optional(),
        age: columnSchema.optional(),
        sex: columnSchema.optional(),
        localization: columnSchema.optional(),
        dxType: columnSchema
          .optional()
          .describe('Old way to keep a text column as `dxType`: name it in `metadata` instead.'),
        collection: columnSchema.optional(),
      })
      .optional(),
    metadata: z
      .array(metadataColumnSchema)
      .max(200)
      .optional()
      .describe('Further columns to keep, by their names in the table.'),
    classes: z
      .record(z.string(), classNameSchema.nullable())
      .optional()
      .describe(
        'The class of each label of the table, or of each folder; null for one to leave out. Left out: each label is a class.',
      ),
    classTitles: z.record(z.string(), z.string().min(1).max(200)).optional(),
    order: z
      .array(classNameSchema)
      .max(maxClasses)
      .optional()
      .describe('The classes in their order; alphabetical when left out.'),
    positive: positiveGroupSchema.optional().describe('The classes that are looked for.'),
    group: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('What a group is, in one word; the name of its column when left out.'),
    lesionFromName: z
      .string()
      .optional()
      .describe('Old name of `groupFromName`, for groups that are lesions.'),
    lesionFromPath: z
      .string()
      .optional()
      .describe('Old name of `groupFromPath`, for groups that are lesions.'),
    groupFromName: z
      .string()
      .optional()
      .describe('Regular expression on the file name; its first group names the group of images.'),
    groupFromPath: z
      .string()
      .optional()
      .describe(
        'Regular expression on the path below the folder, as in mel/P00/1.jpg; its first group names the group of images.',
      ),
    patientFromPath: z
      .string()
      .optional()
      .describe('Regular expression on the same path; its first group is the patient.'),
  })
  .refine(({ table, columns }) => (table === undefined) === (columns === undefined), {
    message: 'expected table and columns, or neither for a folder of each class',
    path: ['columns'],
  });
export type DatasetMapping = z.infer<typeof datasetMappingSchema>;
