import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';
import type { PositiveGroup } from './positive-group.js';

/** The seven diagnoses of HAM10000 in the order used everywhere inside: alphabetical. */
export const diagnosisClasses = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'] as const;
export type DiagnosisClass = (typeof diagnosisClasses)[number];

/** Classes that call for treatment: actinic keratosis/carcinoma in situ, carcinoma, melanoma. */
export const malignantGroup: PositiveGroup = {
  title: 'malignant',
  classes: ['akiec', 'bcc', 'mel'],
};

const imageRecordSchema = z.strictObject({
  imageId: z.string().min(1).max(200),
  lesionId: z.string().min(1).max(200),
  /** Where the set knows it; splits then keep all lesions of a patient on one side. */
  patientId: z.string().min(1).max(200).optional(),
  dx: z.enum(diagnosisClasses),
  /** How the label was made. Never a model input: it leaks the label. */
  dxType: z.string().nullable(),
  ageYears: z.number().min(0).max(130).nullable(),
  sex: z.string().nullable(),
  localization: z.string().nullable(),
  /** Which clinic or camera it comes from, where the set says so. Never a model input either. */
  collection: z.string().optional(),
  /** SHA-256 of the encoded image file; its bytes lie in the store under this name. */
  sha256: sha256Schema,
  sizeBytes: z.int().positive(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** SHA-256 of the lesion mask (two-valued), where there is one. */
  maskSha256: sha256Schema.nullable(),
});
export type ImageRecord = z.infer<typeof imageRecordSchema>;

/** How images and their metadata lie in a folder; one importer for each. */
export const datasetLayouts = [
  'kaggle',
  'isic2018',
  'folder',
  'isic2018-test',
  'isic2019',
  'bcn20000',
  'ph2',
  'pad-ufes-20',
  'derm7pt',
  'class-folders',
  'mapped',
] as const;
export const datasetLayoutSchema = z.enum(datasetLayouts);
export type DatasetLayoutName = z.infer<typeof datasetLayoutSchema>;

/** A problem that ingest met, and what it did about it. Nothing is dropped without one. */
const ingestProblemSchema = z.strictObject({
  kind: z.enum([
    'missing-image',
    'unknown-class',
    'duplicate-id',
    'unreadable-image',
    'conflicting-diagnosis',
    'missing-lesion',
    /** Of an image, a lesion or a patient: it holds characters that act on a terminal. */
    'unreadable-id',
    'invalid-age',
    'image-without-row',
    'missing-mask',
    /** A diagnosis that the set knows and the seven classes do not. */
    'excluded-class',
    'conflicting-patient',
    /** The image is in HAM10000 too. */
    'in-ham10000',
    /** A smaller copy of another image. */
    'near-copy',
    /** A file that is no image of the set. */
    'unused-file',
    /** Another image of the set has the very same bytes. */
    'equal-bytes',
  ]),
  /** Of a file that is no image its path below the folder. */
  imageId: z.string(),
  detail: z.string(),
  /** `dropped`: the image is not in the manifest; `kept`: it is, with what `detail` says. */
  decision: z.enum(['dropped', 'kept']),
});
export type IngestProblem = z.infer<typeof ingestProblemSchema>;

/**
 * What is in a data set: immutable, and identified by the hash of its content. Images are sorted
 * by `imageId`.
 */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Always `diagnosisClasses`, stated so that predictions can be read without this code. */
  classes: z.array(z.enum(diagnosisClasses)).length(diagnosisClasses.length),
  layout: datasetLayoutSchema,
  licence: z.string(),
  source: z.string(),
  images: z.array(imageRecordSchema).min(1),
  problems: z.array(ingestProblemSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The mutable pointer from a data set's name to its current manifest. */
export const datasetPointerSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: nameSchema,
  manifestSha256: sha256Schema,
  images: z.int().positive(),
  lesions: z.int().positive(),
  addedAt: z.iso.datetime(),
  /** Manifests that the name stood for before, the newest first. Studies may rest on them. */
  previous: z
    .array(z.strictObject({ manifestSha256: sha256Schema, addedAt: z.iso.datetime() }))
    .default([]),
});
export type DatasetPointer = z.infer<typeof datasetPointerSchema>;
