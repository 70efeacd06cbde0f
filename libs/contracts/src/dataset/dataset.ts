import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';
import {
  classNameSchema,
  imageMetadataSchema,
  labelSchemeShape,
  metadataColumnSchema,
} from './label-scheme.js';

const imageRecordSchema = z.strictObject({
  imageId: z.string().min(1).max(200),
  /** What it may not be parted from; the manifest says what a group is. */
  groupId: z.string().min(1).max(200),
  /** Where the set knows it; splits then keep all groups of a patient on one side. */
  patientId: z.string().min(1).max(200).optional(),
  label: classNameSchema,
  metadata: imageMetadataSchema,
  /** SHA-256 of the encoded image file; its bytes lie in the store under this name. */
  sha256: sha256Schema,
  sizeBytes: z.int().positive(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** SHA-256 of the mask of what the image is about (two-valued), where there is one. */
  maskSha256: sha256Schema.nullable(),
});
export type ImageRecord = z.infer<typeof imageRecordSchema>;

/** A problem that ingest met, and what it did about it. Nothing is dropped without one. */
export const ingestProblemSchema = z.strictObject({
  kind: z.enum([
    'missing-image',
    'unknown-class',
    'duplicate-id',
    'unreadable-image',
    'conflicting-label',
    'missing-group',
    /** Of an image, a group or a patient: it holds characters that act on a terminal. */
    'unreadable-id',
    'invalid-value',
    'image-without-row',
    'missing-mask',
    /** A label that the set knows and the classes do not. */
    'excluded-class',
    'conflicting-patient',
    /** The image is in another set too, with which this one is to be used. */
    'in-other-set',
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
export const manifestSchema = z
  .strictObject({
    schemaVersion: z.literal(2),
    ...labelSchemeShape,
    /** Free metadata, in the order of the table. */
    columns: z.array(metadataColumnSchema),
    /** Which importer read it. */
    layout: z.string().min(1).max(100),
    licence: z.string(),
    source: z.string(),
    images: z.array(imageRecordSchema).min(1),
    problems: z.array(ingestProblemSchema),
  })
  .superRefine(({ classes, positive, images }, context) => {
    const known = new Set(classes);
    const wrong = images.find(({ label }) => !known.has(label));
    if (wrong) {
      const message = `expected one of the classes for the label of ${wrong.imageId}, got "${wrong.label}"`;
      context.addIssue({ code: 'custom', path: ['images'], message });
    }
    const stray = positive?.classes.find((name) => !known.has(name));
    if (stray !== undefined) {
      const message = `expected one of the classes, got "${stray}"`;
      context.addIssue({ code: 'custom', path: ['positive', 'classes'], message });
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;

/** The mutable pointer from a data set's name to its current manifest. */
export const datasetPointerSchema = z.strictObject({
  schemaVersion: z.literal(2),
  name: nameSchema,
  manifestSha256: sha256Schema,
  images: z.int().positive(),
  groups: z.int().positive(),
  addedAt: z.iso.datetime(),
  /** Manifests that the name stood for before, the newest first. Studies may rest on them. */
  previous: z
    .array(z.strictObject({ manifestSha256: sha256Schema, addedAt: z.iso.datetime() }))
    .default([]),
});
export type DatasetPointer = z.infer<typeof datasetPointerSchema>;
