import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, needsGivenMasks, sha256, type RegionConfig } from '@crossfold/contracts';
import { decodeRegion } from './decode-region.js';
import {
  encodeHeader,
  headerBytes,
  noteWritten,
  type CachedImage,
  type CacheLayout,
} from './image-cache-file.js';
import { createPieceWriter, writeDurably } from './piece-writer.js';
import { syncFolder } from './write-aside.js';

export interface CacheSource {
  readonly images: readonly CachedImage[];
  /** Which part of them is kept; left out: all. */
  readonly region?: RegionConfig;
  /** The encoded file of an image or mask. */
  readonly readImage: (sha256: string) => Promise<Uint8Array>;
  /** Called after each decoded image. */
  readonly onProgress?: (done: number, total: number) => void;
}

const wholeImage: RegionConfig = { part: 'full', masks: 'given' };
const imagesInFlight = 4;
/** A builder writes every few hundred images; a file untouched this long belongs to one that died. */
const abandonedAfterMs = 15 * 60_000;

/**
 * Decodes all images into a cache file. It is written under a name of its own and renamed when
 * whole and durable. Processes that build the same cache at once do the work twice and harm
 * nothing: the last rename wins, and the content is the same. A lock would save the second decode
 * and cost stale locks, so a caller who starts many processes opens the cache once before.
 */
export async function buildImageCache(
  path: string,
  layout: CacheLayout,
  source: CacheSource,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(path);
  const aside = `${path}.${randomUUID()}.part`;
  try {
    await writeCacheFile(aside, layout, source);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder);
  const asides = names.filter((name) => name.startsWith(basename(path)) && name.endsWith('.part'));
  for (const aside of asides.map((name) => join(folder, name))) {
    // Another builder may rename or remove its file between the listing and here.
    const facts = await stat(aside).catch(() => null);
    if (facts && facts.mtimeMs < Date.now() - abandonedAfterMs) await rm(aside, { force: true });
  }
}

async function writeCacheFile(path: string, layout: CacheLayout, source: CacheSource) {
  const handle = await open(path, 'wx');
  try {
    const digest = await writePixels(handle, layout, source);
    await writeDurably(handle, [encodeHeader(layout, digest)], 0);
    await noteWritten(handle, digest);
  } finally {
    await handle.close();
  }
}

/** Decodes ahead of the write position, so that the pixels are hashed and written in order. */
async function writePixels(handle: FileHandle, layout: CacheLayout, source: CacheSource) {
  const { images, onProgress } = source;
  const hash = createHash('sha256');
  const writer = createPieceWriter(handle, headerBytes);
  const ahead: Promise<Uint8Array>[] = [];
  try {
    for (let done = 0; done < images.length; done++) {
      for (const image of images.slice(done + ahead.length, done + imagesInFlight)) {
        const decoding = decodeImage(image, layout.sizePx, source);
        // Its turn to be awaited, and to fail, comes later: until then it is not unhandled.
        decoding.catch(() => undefined);
        ahead.push(decoding);
      }
      const pixels = await ahead.shift();
      if (!pixels) break;
      hash.update(pixels);
      await writer.append(pixels);
      onProgress?.(done + 1, images.length);
    }
    await writer.finish();
  } finally {
    await Promise.allSettled(ahead);
  }
  return hash.digest();
}

async function decodeImage(
  { sha256: hash, maskSha256 }: CachedImage,
  sizePx: number,
  { readImage, region = wholeImage }: CacheSource,
): Promise<Uint8Array> {
  const image = await readChecked(hash, readImage);
  const mask =
    needsGivenMasks(region) && maskSha256 ? await readChecked(maskSha256, readImage) : null;
  return decodeRegion({ image, mask }, region, sizePx, `image ${hash}`);
}

async function readChecked(hash: string, readImage: CacheSource['readImage']) {
  const bytes = await readImage(hash);
  const found = sha256(bytes);
  if (found === hash) return bytes;
  throw new AppError('OBJECT_CORRUPT', `expected SHA-256 ${hash} for an image, got ${found}`);
}
