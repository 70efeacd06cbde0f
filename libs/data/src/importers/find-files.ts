import { extname, join } from 'node:path';
import { listFolder, type FolderListing } from './folder-listing.js';

const imageExtensions = ['.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff'];

/** A file name without the ending of an image; whole when it has none. */
export function imageStem(name: string): string {
  const extension = extname(name);
  return isImageName(name) ? name.slice(0, -extension.length) : name;
}

export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}

/**
 * Image files of some folders of a data set, by file name without ending; copies in the order of
 * the folders.
 */
export async function findImages(
  dir: string,
  folders: readonly string[],
): Promise<Map<string, string[]>> {
  const images = new Map<string, string[]>();
  for (const folder of folders) {
    for (const name of (await listFolder(join(dir, folder))).files) {
      if (!isImageName(name)) continue;
      const imageId = imageStem(name);
      images.set(imageId, [...(images.get(imageId) ?? []), join(dir, folder, name)]);
    }
  }
  return images;
}

/** All folders below `dir`, itself included, as paths relative to it. */
export async function listFoldersWithin(dir: string, from = '.'): Promise<string[]> {
  const { folders } = await listFolder(join(dir, from));
  const inner: string[] = [];
  for (const folder of folders) inner.push(...(await listFoldersWithin(dir, join(from, folder))));
  return [from, ...inner];
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
