import { join, relative, sep } from 'node:path';
import { listFolder, listFoldersWithin, type FolderListing } from './folder-listing.js';
import { hasImageEnding, imageContentOf, imageStem } from './image-content.js';

/** Images of a data set, and where they were looked for. */
export interface FoundImages {
  /** Files of each image id, copies in the order of the folders. */
  readonly images: Map<string, string[]>;
  /** Paths below the folder of the data set. What else lies in them is a problem. */
  readonly searched: readonly string[];
}

/**
 * Image files of some folders of a data set, by file name without ending; copies in the order of
 * the folders. The content decides where the ending is not that of an image.
 */
export async function findImages(dir: string, folders: readonly string[]): Promise<FoundImages> {
  const images = new Map<string, string[]>();
  for (const file of await listImages(dir, folders)) {
    const imageId = imageStem(nameOf(file));
    images.set(imageId, [...(images.get(imageId) ?? []), file]);
  }
  return { images, searched: folders };
}

/** {@link findImages} in the folders and in all folders below them. */
export async function findImagesWithin(
  dir: string,
  folders: readonly string[],
): Promise<FoundImages> {
  return findImages(dir, await withInnerFolders(dir, folders));
}

/** The folders and all folders below them, as paths below `dir`. */
export async function withInnerFolders(dir: string, folders: readonly string[]) {
  const within: string[] = [];
  for (const folder of folders) {
    const inner = await listFoldersWithin(join(dir, folder));
    within.push(...inner.map((path) => join(folder, path)));
  }
  return within;
}

/** Image files of some folders of a data set, in the order of the folders. */
export async function listImages(dir: string, folders: readonly string[]): Promise<string[]> {
  const images: string[] = [];
  for (const folder of folders) {
    for (const name of (await listFolder(join(dir, folder))).files) {
      const path = join(dir, folder, name);
      if (await isImageFile(path)) images.push(path);
    }
  }
  return images;
}

/** Whether a file is to be read as an image: it is one, or is called one and will be refused by name. */
export async function isImageFile(path: string): Promise<boolean> {
  // Spares a look into each of ten thousand files.
  return hasImageEnding(path) || (await imageContentOf(path))?.readable === true;
}

/** The path of a file below the folder of the data set, the same on every system. */
export function pathBelow(dir: string, file: string): string {
  return relative(dir, file).split(sep).join('/');
}

/**
 * A CSV by its name without ending. Archives of the challenges unpack each into a folder of its own
 * name, so it may lie in one too.
 */
export async function findTable(
  dir: string,
  listing: FolderListing,
  stem: string,
): Promise<string | undefined> {
  const file = `${stem}.csv`;
  if (listing.files.includes(file)) return join(dir, file);
  if (!listing.folders.includes(stem)) return undefined;
  const inner = await listFolder(join(dir, stem));
  return inner.files.includes(file) ? join(dir, stem, file) : undefined;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(sep) + 1);
}
