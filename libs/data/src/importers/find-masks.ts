import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { listImages } from './find-files.js';
import { listFoldersWithin, type FolderListing } from './folder-listing.js';
import { imageStem } from './image-content.js';

const published = '_segmentation';

/**
 * Masks of a folder beside the images, by image id: named after the image, most often with
 * `_segmentation`.
 *
 * @param names folders that hold masks
 * @returns null when there is no such folder
 * @throws AppError DATASET_INVALID when there are several
 */
export async function findMasks(
  dir: string,
  listing: FolderListing,
  names: readonly string[],
): Promise<Map<string, string> | null> {
  const folders = listing.folders.filter((name) => names.includes(name));
  const [folder] = folders;
  if (folder === undefined) return null;
  if (folders.length > 1) {
    throw new AppError(
      'DATASET_INVALID',
      `expected one folder of masks in ${dir}, got ${folders.join(' and ')}`,
      { remedy: 'Keep the folder whose masks belong to these images.' },
    );
  }
  const masks = new Map<string, string>();
  const files = await listImages(join(dir, folder), await listFoldersWithin(join(dir, folder)));
  // A name as published is preferred to the bare one.
  for (const file of files.toSorted((a, b) => Number(isPublished(b)) - Number(isPublished(a)))) {
    const stem = stemOf(file);
    const imageId = stem.endsWith(published) ? stem.slice(0, -published.length) : stem;
    if (!masks.has(imageId)) masks.set(imageId, file);
  }
  return masks;
}

function isPublished(file: string): boolean {
  return file.endsWith(`${published}.png`);
}

function stemOf(file: string): string {
  return imageStem(file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1));
}
