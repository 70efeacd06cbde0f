import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
import { openImageCache, synthesise } from '@crossfold/data/images';
import { cacheFolder } from '@crossfold/provision';

/** A set of drawn 600×450 JPEG files, kept between runs. */
export interface DrawnImages {
  readonly folder: string;
  /** Paths of the JPEG files, sorted. */
  readonly files: readonly string[];
}

export async function drawImages(images: number): Promise<DrawnImages> {
  const folder = join(cacheFolder(), 'bench', `images-${images}`);
  await synthesise(folder, { images, seed: 1, shares: 'mild', difficulty: 0.2, masks: false });
  return { folder, files: await listJpegFiles(folder) };
}

/** Images with HAM10000's shares of the classes, and masks. */
export async function drawHam10000(images: number): Promise<DrawnImages> {
  const folder = join(cacheFolder(), 'bench', `ham10000-${images}`);
  await synthesise(folder, { images, seed: 1, shares: 'ham10000', difficulty: 0.5, masks: true });
  return { folder, files: await listJpegFiles(folder) };
}

/** Paths of the JPEG files of a folder and those in it, sorted. */
export async function listJpegFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.jpg')).sort();
  return files.map((name) => join(folder, name));
}

/**
 * The same pixels for every side: a file of uint8 [count, size, size, 3], RGB.
 *
 * @returns its path
 */
export async function drawPixels(count: number, sizePx: number): Promise<string> {
  const path = join(cacheFolder(), 'bench', `pixels-${count}-${sizePx}.rgb`);
  const found = await stat(path).catch(() => null);
  if (found?.size === count * sizePx * sizePx * 3) return path;
  const { files } = await drawImages(count);
  const encoded = await Promise.all(files.map((file) => readFile(file)));
  const byHash = new Map(encoded.map((bytes) => [sha256(bytes), bytes]));
  const cache = await openImageCache({
    dir: join(cacheFolder(), 'bench', 'decoded'),
    images: encoded.map((bytes) => ({ sha256: sha256(bytes) })),
    sizePx,
    readImage: (hash) => Promise.resolve(byHash.get(hash) as Buffer),
  });
  await writeFile(path, await cache.readBatch(files.map((_, index) => index)));
  await cache.close();
  return path;
}
