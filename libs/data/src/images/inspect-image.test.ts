import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sha256 } from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectImage } from './inspect-image.js';

const dir = await mkdtemp(join(tmpdir(), 'inspect-'));
const pixels = Uint8Array.from({ length: 60 * 45 * 3 }, (_, i) => (i * 7919) % 251);
const jpeg = await sharp(pixels, { raw: { width: 60, height: 45, channels: 3 } })
  .jpeg({ quality: 95 })
  .toBuffer();

afterAll(() => rm(dir, { recursive: true }));

async function inspectBytes(bytes: Uint8Array, name = 'ISIC_0024306.jpg') {
  const path = join(dir, name);
  await writeFile(path, bytes);
  return inspectImage(path);
}

function unreadable(reason: RegExp) {
  return expect.objectContaining({
    code: 'IMAGE_UNREADABLE',
    message: expect.stringMatching(
      new RegExp(`ISIC_0024306.jpg, got: .*${reason.source}`, 'i'),
    ) as string,
  }) as Error;
}

describe('inspectImage', () => {
  it('gives hash, size and dimensions of an image', async () => {
    await expect(inspectBytes(jpeg)).resolves.toEqual({
      sha256: sha256(jpeg),
      sizeBytes: jpeg.length,
      widthPx: 60,
      heightPx: 45,
    });
  });

  it('gives the dimensions as displayed', async () => {
    const turned = await sharp(jpeg).withMetadata({ orientation: 6 }).toBuffer();
    await expect(inspectBytes(turned)).resolves.toMatchObject({ widthPx: 45, heightPx: 60 });
  });

  it('goes by content, not by name: a PNG called .jpg is an image', async () => {
    const png = await sharp(jpeg).png().toBuffer();
    await expect(inspectBytes(png)).resolves.toMatchObject({ widthPx: 60, heightPx: 45 });
  });

  it.each([0.02, 0.3, 0.6, 0.9, 0.99])('refuses a JPEG cut at %s of its length', async (share) => {
    const cut = jpeg.subarray(0, Math.floor(jpeg.length * share));
    await expect(inspectBytes(cut)).rejects.toEqual(unreadable(/(jpeg|unsupported)/));
  });

  it('refuses a JPEG that lacks no more than its last byte', async () => {
    await expect(inspectBytes(jpeg.subarray(0, -1))).rejects.toEqual(unreadable(/premature end/));
  });

  it('refuses a PNG cut short', async () => {
    const png = await sharp(jpeg).png().toBuffer();
    await expect(inspectBytes(png.subarray(0, png.length >> 1))).rejects.toEqual(unreadable(/png/));
  });

  it('refuses an empty file, a web page, a drawing and an animation', async () => {
    await expect(inspectBytes(Buffer.alloc(0))).rejects.toEqual(unreadable(/empty/));
    const page = Buffer.from('<!DOCTYPE html><html><body>404 Not Found</body></html>');
    await expect(inspectBytes(page)).rejects.toEqual(unreadable(/unsupported/));
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
    await expect(inspectBytes(Buffer.from(drawing))).rejects.toEqual(unreadable(/svg/));
    const frames = await sharp([jpeg, await sharp(jpeg).negate().toBuffer()], {
      join: { animated: true },
    })
      .webp()
      .toBuffer();
    await expect(inspectBytes(frames)).rejects.toEqual(unreadable(/2 pages/));
  });

  it('refuses an image that would take more memory than any photograph', async () => {
    const bomb = await sharp({
      create: { width: 7100, height: 7100, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    expect(bomb.length).toBeLessThan(2 ** 21);
    await expect(inspectBytes(bomb)).rejects.toEqual(unreadable(/pixel limit/));
  });

  it('names a file that is not there, and a folder', async () => {
    await rm(join(dir, 'ISIC_0024306.jpg'), { force: true });
    await expect(inspectImage(join(dir, 'ISIC_0024306.jpg'))).rejects.toEqual(unreadable(/ENOENT/));
    await expect(inspectImage(dir)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});
