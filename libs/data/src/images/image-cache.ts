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
  /** Pixels of up to so many bytes are held in memory; default 16 MiB. */
  readonly heldBytes?: number;
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

/** Below this, to ask the system for each image takes longer than to read them all. */
const usualHeldBytes = 16 * 2 ** 20;

/**
 * Opens the decoded form of a list of images, and builds it first where this machine does not have
 * it. There is one file for each list of contents, region, size and decoder, so that all folds, variants
 * and trials share it and a changed image can never meet old pixels. A file that is damaged is
 * built again. A small one is held in memory; of others only the slices asked for are read.
 *
 * @throws AppError IMAGE_UNREADABLE, OBJECT_CORRUPT
 */
export async function openImageCache(options: ImageCacheOptions): Promise<ImageCache> {
  const { dir, images, sizePx, region, heldBytes = usualHeldBytes } = options;
  const layout = cacheLayout(images, sizePx, region);
  const path = join(dir, `${layout.key}.rgb`);
  const found = await openCacheFile(path, layout);
  if (found) return readCache(found, layout, heldBytes);
  await buildImageCache(path, layout, options);
  const built = await openCacheFile(path, layout);
  if (built) return readCache(built, layout, heldBytes);
  throw new AppError('OBJECT_CORRUPT', `expected the pixels just written for ${path}, got others`, {
    remedy: 'Check the disk that holds the image cache.',
  });
}

async function readCache(
  handle: FileHandle,
  layout: CacheLayout,
  heldBytes: number,
): Promise<ImageCache> {
  const bytes = layout.count * layout.imageBytes;
  if (bytes > heldBytes) return sliceCache(handle, layout);
  try {
    const pixels = new Uint8Array(bytes);
    await readFully(handle, pixels, headerBytes);
    return holdCache(pixels, layout);
  } finally {
    await handle.close();
  }
}

function holdCache(pixels: Uint8Array, layout: CacheLayout): ImageCache {
  const { count, sizePx, imageBytes } = layout;
  return {
    count,
    sizePx,
    // An async function: errors are rejections.
    async readBatch(indices, into = new Uint8Array(indices.length * imageBytes)) {
      assertFits(indices, into, layout);
      for (let row = 0; row < indices.length; row++) {
        const start = (indices[row] as number) * imageBytes;
        into.set(pixels.subarray(start, start + imageBytes), row * imageBytes);
      }
      return into.subarray(0, indices.length * imageBytes);
    },
    close: () => Promise.resolve(),
  };
}

function sliceCache(handle: FileHandle, layout: CacheLayout): ImageCache {
  const { count, sizePx, imageBytes } = layout;
  return {
    count,
    sizePx,
    async readBatch(indices, into = new Uint8Array(indices.length * imageBytes)) {
      assertFits(indices, into, layout);
      const batch = into.subarray(0, indices.length * imageBytes);
      await Promise.all(
        Array.from(indices, (index, row) =>
          readFully(
            handle,
            batch.subarray(row * imageBytes, (row + 1) * imageBytes),
            headerBytes + index * imageBytes,
          ),
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

/** Fills memory with what a cache file holds from a position on. */
async function readFully(handle: FileHandle, into: Uint8Array, start: number): Promise<void> {
  for (let read = 0; read < into.length;) {
    const { bytesRead } = await handle.read(into, read, into.length - read, start + read);
    if (bytesRead === 0) {
      throw new AppError(
        'OBJECT_CORRUPT',
        `expected ${into.length} bytes at ${start} of the image cache, got ${read}`,
      );
    }
    read += bytesRead;
  }
}
