import { basename } from 'node:path';
import {
  AppError,
  readNamedFile,
  sha256,
  type ImageRecord,
  type IngestProblem,
} from '@crossfold/contracts';
import type { ImportedFolder } from '../importers/importer.js';
import type { MetadataRow } from '../metadata/metadata-row.js';

export interface InspectedImage {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Decodes an image file. Throws AppError IMAGE_UNREADABLE for one that is damaged. */
export type InspectImage = (path: string) => Promise<InspectedImage>;

/** Reads a lesion out of a mask. Throws AppError IMAGE_UNREADABLE saying why there is none. */
export type InspectMask = (
  path: string,
) => Promise<Pick<InspectedImage, 'sha256' | 'widthPx' | 'heightPx'>>;

interface Inspectors {
  readonly inspectImage: InspectImage;
  readonly inspectMask: InspectMask;
}

/** What became of one row: its record unless it was dropped, its problems, its files by hash. */
export interface ReadImage {
  readonly record?: ImageRecord;
  readonly problems: readonly IngestProblem[];
  readonly files: readonly (readonly [string, string])[];
}

/** Reads the image and the mask of a row. */
export async function readImageRecord(
  row: MetadataRow,
  { images, masks, lookedFor }: Pick<ImportedFolder, 'images' | 'masks' | 'lookedFor'>,
  { inspectImage, inspectMask }: Inspectors,
): Promise<ReadImage> {
  const [path, ...copies] = images.get(row.imageId) ?? [];
  if (path === undefined) {
    const cell = lookedFor?.get(row.imageId);
    const detail =
      cell === undefined ? 'the folder has no such image' : `the folder has no ${cell}`;
    return dropped(row, 'missing-image', detail);
  }
  const inspected = await inspectOrReason(path, inspectImage);
  if (typeof inspected === 'string') return dropped(row, 'unreadable-image', inspected);
  if (!(await areEqual(copies, inspected.sha256))) {
    return dropped(row, 'duplicate-id', `${copies.length + 1} files of this id differ`);
  }
  const { mask, problem } = await readMask(row, masks, inspected, inspectMask);
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
async function inspectOrReason<Facts>(
  path: string,
  inspect: (path: string) => Promise<Facts>,
): Promise<Facts | string> {
  try {
    return await inspect(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'IMAGE_UNREADABLE') throw error;
    // The detail goes into the manifest, which must not depend on where the folder lies.
    return error.message.replaceAll(path, basename(path));
  }
}

async function areEqual(copies: readonly string[], expectedSha256: string): Promise<boolean> {
  for (const copy of copies) {
    if (sha256(await readNamedFile(copy)) !== expectedSha256) return false;
  }
  return true;
}

async function readMask(
  { imageId }: MetadataRow,
  masks: ImportedFolder['masks'],
  { widthPx, heightPx }: InspectedImage,
  inspectMask: InspectMask,
): Promise<{ mask?: { sha256: string; path: string }; problem?: IngestProblem }> {
  if (masks === null) return {};
  const path = masks.get(imageId);
  if (path === undefined) return withoutMask(imageId, 'the folder of masks has none for it');
  const mask = await inspectOrReason(path, inspectMask);
  if (typeof mask === 'string') return withoutMask(imageId, mask);
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
