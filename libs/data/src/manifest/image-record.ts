import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, sha256, type ImageRecord, type IngestProblem } from '@crossfold/contracts';
import type { ImportedFolder } from '../importers/importer.js';
import { readMaskFile } from './mask-file.js';
import type { MetadataRow } from '../metadata/metadata-row.js';

export interface InspectedImage {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Decodes an image file. Throws AppError IMAGE_UNREADABLE for one that is damaged. */
export type InspectImage = (path: string) => Promise<InspectedImage>;

/** What became of one row: its record unless it was dropped, its problems, its files by hash. */
export interface ReadImage {
  readonly record?: ImageRecord;
  readonly problems: readonly IngestProblem[];
  readonly files: readonly (readonly [string, string])[];
}

/** Reads the image and the mask of a row. */
export async function readImageRecord(
  row: MetadataRow,
  { images, masks }: Pick<ImportedFolder, 'images' | 'masks'>,
  inspectImage: InspectImage,
): Promise<ReadImage> {
  const [path, ...copies] = images.get(row.imageId) ?? [];
  if (path === undefined) return dropped(row, 'missing-image', 'the folder has no such image');
  const inspected = await inspectOrReason(path, inspectImage);
  if (typeof inspected === 'string') return dropped(row, 'unreadable-image', inspected);
  if (!(await areEqual(copies, inspected.sha256))) {
    return dropped(row, 'duplicate-id', `${copies.length + 1} files of this id differ`);
  }
  const { mask, problem } = await readMask(row, masks, inspected);
  const { sizeBytes, widthPx, heightPx } = inspected;
  const record = { ...row, sha256: inspected.sha256, sizeBytes, widthPx, heightPx };
  return {
    record: { ...record, maskSha256: mask?.sha256 ?? null },
    problems: problem ? [problem] : [],
    files: [[inspected.sha256, path], ...(mask ? [[mask.sha256, mask.path] as const] : [])],
  };
}

function dropped({ imageId }: MetadataRow, kind: IngestProblem['kind'], detail: string): ReadImage {
  return { problems: [{ kind, imageId, detail, decision: 'dropped' }], files: [] };
}

/** Other errors than an unreadable image, such as a failing disk, end the ingest. */
async function inspectOrReason(
  path: string,
  inspectImage: InspectImage,
): Promise<InspectedImage | string> {
  try {
    return await inspectImage(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'IMAGE_UNREADABLE') throw error;
    // The detail goes into the manifest, which must not depend on where the folder lies.
    return error.message.replaceAll(path, basename(path));
  }
}

async function areEqual(copies: readonly string[], expectedSha256: string): Promise<boolean> {
  for (const copy of copies) {
    if (sha256(await readFile(copy)) !== expectedSha256) return false;
  }
  return true;
}

async function readMask(
  { imageId }: MetadataRow,
  masks: ImportedFolder['masks'],
  { widthPx, heightPx }: InspectedImage,
): Promise<{ mask?: { sha256: string; path: string }; problem?: IngestProblem }> {
  if (masks === null) return {};
  const path = masks.get(imageId);
  if (path === undefined) return withoutMask(imageId, 'the folder of masks has none for it');
  const mask = await readMaskFile(path);
  if (typeof mask === 'string') return withoutMask(imageId, `its mask ${mask}`);
  if (mask.widthPx !== widthPx || mask.heightPx !== heightPx) {
    const sizes = `${mask.widthPx}x${mask.heightPx} for an image of ${widthPx}x${heightPx} pixels`;
    return withoutMask(imageId, `its mask has ${sizes}`);
  }
  return { mask: { sha256: mask.sha256, path } };
}

function withoutMask(imageId: string, reason: string): { problem: IngestProblem } {
  const detail = `${reason}; kept without mask`;
  return { problem: { kind: 'missing-mask', imageId, detail, decision: 'kept' } };
}
