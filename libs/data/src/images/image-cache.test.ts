import {
  copyFile,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sha256 } from '@crossfold/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeSquare } from './decoder.js';
import { openImageCache, type ImageCache, type ImageCacheOptions } from './image-cache.js';

const sizePx = 16;
const imageBytes = sizePx * sizePx * 3;
const files = new Map<string, Uint8Array>();
const decoded: Uint8Array[] = [];
const opened: ImageCache[] = [];
const root = await mkdtemp(join(tmpdir(), 'image-cache-'));
const dir = join(root, 'cache');

beforeAll(async () => {
  for (let i = 0; i < 11; i++) {
    const pixels = Uint8Array.from({ length: 40 * 30 * 3 }, (_, j) => (j * (i + 3) * 37) % 256);
    const raw = { width: 40, height: 30, channels: 3 } as const;
    const jpeg = await sharp(pixels, { raw }).jpeg().toBuffer();
    files.set(sha256(jpeg), jpeg);
    decoded.push(await decodeSquare(jpeg, sizePx, `${i}`));
  }
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((cache) => cache.close()));
  await rm(dir, { recursive: true, force: true });
});
afterAll(() => rm(root, { recursive: true }));

async function openCache(changes: Partial<ImageCacheOptions> = {}) {
  const reads: string[] = [];
  const cache = await openImageCache({
    dir,
    images: [...files.keys()].map((hash) => ({ sha256: hash })),
    sizePx,
    readImage: async (hash) => {
      reads.push(hash);
      return files.get(hash) ?? new Uint8Array();
    },
    ...changes,
  });
  opened.push(cache);
  return { cache, reads };
}

async function cachePath(): Promise<string> {
  const names = await readdir(dir);
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.rgb$/)]);
  return join(dir, names[0] ?? '');
}

async function expectAllPixels(cache: ImageCache) {
  const all = await cache.readBatch(decoded.map((_, i) => i));
  expect(Buffer.compare(all, Buffer.concat(decoded))).toBe(0);
}

describe('openImageCache', () => {
  it('holds what a direct decode gives, in the order of the list', async () => {
    const { cache } = await openCache();
    expect(cache).toMatchObject({ count: 11, sizePx });
    await expectAllPixels(cache);
  });

  it.each([
    ['held in memory', {}],
    ['read in slices', { heldBytes: 11 * imageBytes - 1 }],
  ])('reads any images in any order, also into memory of the caller: %s', async (_, how) => {
    const { cache } = await openCache(how);
    await expectAllPixels(cache);
    const into = new Uint8Array(4 * imageBytes).fill(1);
    const batch = await cache.readBatch(Uint32Array.of(7, 2, 7), into);
    expect(batch).toHaveLength(3 * imageBytes);
    expect(batch.buffer).toBe(into.buffer);
    [7, 2, 7].forEach((index, row) => {
      const slice = batch.subarray(row * imageBytes, (row + 1) * imageBytes);
      expect(Buffer.compare(slice, decoded[index] ?? new Uint8Array())).toBe(0);
    });
    expect(into.subarray(3 * imageBytes).every((byte) => byte === 1)).toBe(true);
  });

  it.each([{}, { heldBytes: 0 }])(
    'refuses indices outside the list, and memory that is too short: %o',
    async (how) => {
      const { cache } = await openCache(how);
      await expect(cache.readBatch([0, 11])).rejects.toThrow('got 11');
      await expect(cache.readBatch([-1])).rejects.toThrow('got -1');
      await expect(cache.readBatch([0.5])).rejects.toThrow('got 0.5');
      await expect(cache.readBatch([0, 1], new Uint8Array(imageBytes))).rejects.toThrow(RangeError);
    },
  );

  it('decodes once: the second opening reads no image', async () => {
    const progress: number[] = [];
    await openCache({ onProgress: (done, total) => progress.push(done / total) });
    expect(progress).toHaveLength(11);
    expect(progress.at(-1)).toBe(1);
    const { cache, reads } = await openCache();
    expect(reads).toEqual([]);
    await expectAllPixels(cache);
  });

  it('opens a whole file that it has not written', async () => {
    await openCache();
    const path = await cachePath();
    await copyFile(path, join(root, 'of-another'));
    await rename(join(root, 'of-another'), path);
    const { cache, reads } = await openCache();
    expect(reads).toEqual([]);
    await expectAllPixels(cache);
  });

  it('keeps another order and another size apart', async () => {
    await openCache();
    const reversed = [...files.keys()].reverse().map((hash) => ({ sha256: hash }));
    const { cache } = await openCache({ images: reversed });
    expect(Buffer.compare(await cache.readBatch([10]), decoded[0] ?? new Uint8Array())).toBe(0);
    await openCache({ sizePx: 8 });
    expect(await readdir(dir)).toHaveLength(3);
  });

  it('keeps the parts of the images apart, and one mask from another', async () => {
    const drawMask = async (from: number) => {
      const raw = { width: 40, height: 30, channels: 1 } as const;
      const pixels = Uint8Array.from({ length: 1200 }, (_, at) => (at % 40 >= from ? 255 : 0));
      return sharp(pixels, { raw }).png().toBuffer();
    };
    const masks = new Map<string, Uint8Array>();
    const withMask = async (from: number) => {
      const mask = await drawMask(from);
      masks.set(sha256(mask), mask);
      return [...files.keys()].map((hash) => ({ sha256: hash, maskSha256: sha256(mask) }));
    };
    const readImage = async (hash: string) => files.get(hash) ?? (masks.get(hash) as Uint8Array);
    const [half, third] = [await withMask(20), await withMask(30)];
    const region = { part: 'foreground-only', masks: 'given' } as const;
    await openCache({ images: half, readImage });
    const first = await openCache({ images: half, readImage, region });
    const second = await openCache({ images: third, readImage, region });
    await openCache({ images: half, readImage, region: { part: 'crop', masks: 'given' } });
    await openCache({ images: half, readImage, region: { part: 'full', masks: 'otsu' } });
    expect(await readdir(dir)).toHaveLength(4);
    const [left, right] = [await first.cache.readBatch([3]), await second.cache.readBatch([3])];
    const ofRow = (pixels: Uint8Array, x: number) => [...pixels.subarray(3 * x, 3 * x + 3)];
    expect(ofRow(left, 4)).toEqual([128, 128, 128]);
    expect(ofRow(left, 10)).toEqual([...(decoded[3] ?? []).slice(30, 33)]);
    expect(ofRow(right, 10)).toEqual([128, 128, 128]);
  });

  it('never reads more than four images at once', async () => {
    let inFlight = 0;
    let most = 0;
    await openCache({
      readImage: async (hash) => {
        most = Math.max(most, ++inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight--;
        return files.get(hash) ?? new Uint8Array();
      },
    });
    expect(most).toBe(4);
  });

  it('lets several build at once and leaves one whole file', async () => {
    const built = await Promise.all([openCache(), openCache(), openCache()]);
    for (const { cache } of built) await expectAllPixels(cache);
    await cachePath();
  });

  it('leaves nothing behind when an image is damaged, wrong or missing', async () => {
    const [first = ''] = files.keys();
    const broken = (bytes: Uint8Array) => async (hash: string) =>
      hash === first ? bytes : (files.get(hash) ?? new Uint8Array());
    await expect(openCache({ readImage: broken(Buffer.from('other')) })).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
    });
    const page = Buffer.from('<html></html>');
    const images = [{ sha256: sha256(page) }];
    await expect(openCache({ images, readImage: async () => page })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining(sha256(page)) as string,
    });
    const gone = () => Promise.reject(new Error('gone'));
    await expect(openCache({ readImage: gone })).rejects.toThrow('gone');
    expect(await readdir(dir)).toEqual([]);
  });

  it('reports an image that fails while one before it is still being read', async () => {
    const [first = ''] = files.keys();
    const readImage = async (hash: string) => {
      if (hash !== first) throw new Error('gone');
      await new Promise((resolve) => setTimeout(resolve, 20));
      return files.get(hash) ?? new Uint8Array();
    };
    await expect(openCache({ readImage })).rejects.toThrow('gone');
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    ['pixels', 96 + 5 * imageBytes + 3],
    ['the checksum', 70],
    ['the key', 40],
    ['the magic', 0],
  ])('builds again where a byte of %s is damaged', async (_what, offset) => {
    await openCache();
    const path = await cachePath();
    const handle = await open(path, 'r+');
    const byte = new Uint8Array(1);
    await handle.read(byte, 0, 1, offset);
    await handle.write(
      byte.map((value) => value ^ 255),
      0,
      1,
      offset,
    );
    await handle.close();
    const { cache, reads } = await openCache();
    expect(reads).toHaveLength(11);
    await expectAllPixels(cache);
  });

  it('builds again where the file was cut', async () => {
    await openCache();
    await truncate(await cachePath(), 96 + 5 * imageBytes);
    const { cache, reads } = await openCache();
    expect(reads).toHaveLength(11);
    await expectAllPixels(cache);
  });

  it('removes what builders left that died long ago, and only that', async () => {
    await openCache();
    const path = await cachePath();
    const [dead, alive] = [`${path}.dead.part`, `${path}.alive.part`];
    await writeFile(dead, 'x');
    await writeFile(alive, 'x');
    await utimes(dead, new Date(0), new Date(0));
    await truncate(path, 0);
    await openCache();
    const names = await readdir(dir);
    expect(names).toHaveLength(2);
    expect(names.some((name) => name.endsWith('alive.part'))).toBe(true);
  });
});
