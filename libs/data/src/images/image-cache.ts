import { join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '@crossfold/contracts';
import { buildImageCache, type CacheSource } from './build-image-cache.js';
import { cacheLayout, headerBytes, openCacheFile, type CacheLayout } from './image-cache-file.js';

export interface ImageCacheOptions extends CacheSource {
  /** Folder of all cache files of a machine; made where missing. */
  readonly dir: string;
  /** Side of the square that each image is resized to. */
  readonly sizePx: number;
}

export interface ImageCache {
  readonly count: number;
  readonly sizePx: number;
  /**
   * Pixels of some images, by position in the list that the cache was opened for.
   *
   * @param into filled from its beginning instead of new memory; at least as long as the batch
   * @returns uint8 [indices, sizePx, sizePx, 3], RGB
   * @throws RangeError for an index outside the list or an `into` too short
   */
  readBatch(indices: ArrayLike<number>, into?: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens the decoded form of a list of images, and builds it first where this machine does not have
 * it. There is one file for each list of contents, region, size and decoder, so that all folds, variants
 * and trials share it and a changed image can never meet old pixels. A file that is damaged is
 * built again. Only the slices asked for are read.
 *
 * @throws AppError IMAGE_UNREADABLE, OBJECT_CORRUPT
 */
export async function openImageCache(options: ImageCacheOptions): Promise<ImageCache> {
  const { dir, images, sizePx, region } = options;
  const layout = cacheLayout(images, sizePx, region);
  const path = join(dir, `${layout.key}.rgb`);
  const found = await openCacheFile(path, layout);
  if (found) return cacheOf(found, layout);
  await buildImageCache(path, layout, options);
  const built = await openCacheFile(path, layout);
  if (built) return cacheOf(built, layout);
  throw new AppError('OBJECT_CORRUPT', `expected the pixels just written for ${path}, got others`, {
    remedy: 'Check the disk that holds the image cache.',
  });
}

function cacheOf(handle: FileHandle, layout: CacheLayout): ImageCache {
  const { count, sizePx, imageBytes } = layout;
  return {
    count,
    sizePx,
    async readBatch(indices, into = new Uint8Array(indices.length * imageBytes)) {
      assertFits(indices, into, layout);
      const batch = into.subarray(0, indices.length * imageBytes);
      await Promise.all(
        Array.from(indices, (index, row) =>
          readSlice(handle, batch.subarray(row * imageBytes, (row + 1) * imageBytes), index),
        ),
      );
      return batch;
    },
    close: () => handle.close(),
  };
}

function assertFits(indices: ArrayLike<number>, into: Uint8Array, layout: CacheLayout): void {
  const { count, imageBytes } = layout;
  const strange = Array.from(indices).find((i) => !Number.isInteger(i) || i < 0 || i >= count);
  if (strange !== undefined) {
    throw new RangeError(`expected an index in 0 … ${count - 1} for an image, got ${strange}`);
  }
  const bytes = indices.length * imageBytes;
  if (into.length < bytes) {
    throw new RangeError(`expected space for ${bytes} bytes for a batch, got ${into.length}`);
  }
}

async function readSlice(handle: FileHandle, slice: Uint8Array, index: number): Promise<void> {
  const start = headerBytes + index * slice.length;
  for (let read = 0; read < slice.length;) {
    const { bytesRead } = await handle.read(slice, read, slice.length - read, start + read);
    if (bytesRead === 0) {
      throw new AppError('OBJECT_CORRUPT', `expected image ${index} in the cache, got its end`);
    }
    read += bytesRead;
  }
}
