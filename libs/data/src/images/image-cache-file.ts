import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { contentHash, needsGivenMasks, type RegionConfig } from '@crossfold/contracts';
import { regionVersion } from './decode-region.js';
import { decoderVersion } from './decoder.js';

/*
 * A cache file is a header of 96 bytes and the pixels, uint8 [count, sizePx, sizePx, 3]:
 *
 *   0  8  "CFIMAGES"
 *   8  4  version of this layout, u32 little endian, as are the next two
 *  12  4  count
 *  16  4  sizePx
 *  20 12  zero
 *  32 32  key: SHA-256 of what the file must hold
 *  64 32  SHA-256 of the pixels
 */
const magic = 'CFIMAGES';
const layoutVersion = 1;
export const headerBytes = 96;
const digestOffset = 64;
const checkChunkBytes = 4 * 2 ** 20;

/** Hashes of encoded files. */
export interface CachedImage {
  readonly sha256: string;
  readonly maskSha256?: string | null;
}

/** What a cache file must hold. */
export interface CacheLayout {
  /** SHA-256 of the list of images, the size, the decoder, and the part of them that is kept. */
  readonly key: string;
  readonly count: number;
  readonly sizePx: number;
  readonly imageBytes: number;
}

export function cacheLayout(
  images: readonly CachedImage[],
  sizePx: number,
  region?: RegionConfig,
): CacheLayout {
  const hashes = images.map((image) => image.sha256);
  const part = region && region.part !== 'full' ? identifyRegion(images, region) : {};
  const key = contentHash({ decoderVersion, layoutVersion, sizePx, hashes, ...part });
  return { key, count: images.length, sizePx, imageBytes: sizePx * sizePx * 3 };
}

/** All that decides, beside the images, which pixels are kept. */
function identifyRegion(images: readonly CachedImage[], region: RegionConfig) {
  const masks = needsGivenMasks(region) ? images.map(({ maskSha256 }) => maskSha256 ?? null) : [];
  return { region, regionVersion, masks };
}

export function encodeHeader(layout: CacheLayout, pixelDigest: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 0, 'latin1');
  header.writeUInt32LE(layoutVersion, 8);
  header.writeUInt32LE(layout.count, 12);
  header.writeUInt32LE(layout.sizePx, 16);
  header.write(layout.key, 32, 'hex');
  header.set(pixelDigest, digestOffset);
  return header;
}

/** Files whose pixels this process has checked; a file that changes gets another identity. */
const checkedFiles = new Set<string>();

/**
 * Spares this process to read back what it has hashed while it wrote it, which would come from the
 * memory of the system and say nothing of the disk. Every other process checks the file.
 *
 * @param handle of the file, written to its end
 */
export async function noteWritten(handle: FileHandle, pixelDigest: Uint8Array): Promise<void> {
  checkedFiles.add(await identify(handle, pixelDigest));
}

async function identify(handle: FileHandle, pixelDigest: Uint8Array): Promise<string> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, Buffer.from(pixelDigest).toString('hex')].join(':');
}

/**
 * Opens a cache file that holds exactly what `layout` says. Header and length are checked each
 * time, the checksum of the pixels once per process and file, unless this process has written it.
 *
 * @returns null where there is no file, or another content than promised
 */
export async function openCacheFile(path: string, layout: CacheLayout): Promise<FileHandle | null> {
  const handle = await openIfThere(path);
  if (!handle) return null;
  try {
    if (await isIntact(handle, layout)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function isIntact(handle: FileHandle, layout: CacheLayout): Promise<boolean> {
  const { size } = await handle.stat();
  if (size !== headerBytes + layout.count * layout.imageBytes) return false;
  const header = Buffer.alloc(headerBytes);
  await handle.read(header, 0, headerBytes, 0);
  const digest = header.subarray(digestOffset);
  if (!header.equals(encodeHeader(layout, digest))) return false;
  const identity = await identify(handle, digest);
  if (checkedFiles.has(identity)) return true;
  if (!(await hashPixels(handle)).equals(digest)) return false;
  checkedFiles.add(identity);
  return true;
}

async function hashPixels(handle: FileHandle): Promise<Buffer> {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(checkChunkBytes);
  for (let position = headerBytes; ;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return hash.digest();
    hash.update(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}
