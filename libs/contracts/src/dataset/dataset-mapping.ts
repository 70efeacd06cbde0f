import { z } from 'zod';
import { diagnosisClasses } from './dataset.js';

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
        lesion: columnSchema.optional(),
        patient: columnSchema.optional(),
        age: columnSchema.optional(),
        sex: columnSchema.optional(),
        localization: columnSchema.optional(),
        dxType: columnSchema.optional(),
        collection: columnSchema.optional(),
      })
      .optional(),
    classes: z
      .record(z.string(), z.enum(diagnosisClasses).nullable())
      .describe('Each label of the table, or each folder; null for one to leave out.'),
    lesionFromName: z
      .string()
      .optional()
      .describe('Regular expression on the file name; its first group is the lesion.'),
    lesionFromPath: z
      .string()
      .optional()
      .describe(
        'Regular expression on the path below the folder, as in mel/P00/1.jpg; its first group is the lesion.',
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
