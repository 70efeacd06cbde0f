import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sha256 } from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeSquare } from './decoder.js';
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

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

function spliced(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

/** An uncompressed grey TIFF of 16×16 samples, the first all zeros and the last all ones. */
function tiff(bits: number, sampleFormat: number): Buffer {
  const pixels = Buffer.alloc((16 * 16 * bits) / 8);
  pixels.fill(0xff, (15 * 16 * bits) / 8);
  const tags = [
    [256, 16],
    [257, 16],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 16],
    [279, pixels.length],
    [339, sampleFormat],
  ] as const;
  const start = Buffer.from('49492a0000000000', 'hex');
  start.writeUInt32LE(8 + pixels.length, 4);
  const entries = tags.map(([tag, value]) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(tag, 0);
    entry.writeUInt16LE(4, 2);
    entry.writeUInt32LE(1, 4);
    entry.writeUInt32LE(value, 8);
    return entry;
  });
  const count = Buffer.from([tags.length, 0]);
  return Buffer.concat([start, pixels, count, ...entries, Buffer.alloc(4)]);
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

  const deepTiffs = {
    '32-bit signed': [32, 2],
    '32-bit unsigned': [32, 1],
    '32-bit floating-point': [32, 3],
    '16-bit signed': [16, 2],
    '8-bit signed': [8, 2],
  } as const;
  it.each(Object.entries(deepTiffs))('refuses a TIFF of %s samples by name', async (name, kind) => {
    const bytes = tiff(kind[0], kind[1]);
    await expect(inspectBytes(bytes)).rejects.toEqual(unreadable(new RegExp(`${name} samples`)));
    await expect(decodeSquare(bytes, 8, 'ISIC_0024306.jpg')).rejects.toEqual(
      unreadable(new RegExp(`${name} samples`)),
    );
  });

  it.each([8, 16])('takes a TIFF of %d bits unsigned, and scales it to its white', async (bits) => {
    const bytes = tiff(bits, 1);
    await expect(inspectBytes(bytes)).resolves.toMatchObject({ widthPx: 16, heightPx: 16 });
    const square = await decodeSquare(bytes, 16, 'tiff');
    expect([square[0], square.at(-1)]).toEqual([0, 255]);
  });

  describe('a JPEG of which no more than its header is odd', () => {
    const scanAt = jpeg.indexOf(Buffer.from('ffda', 'hex'));
    const scanEnd = scanAt + 2 + jpeg.readUInt16BE(scanAt + 2);
    const jfif = Buffer.from('ffe000104a46494600000000000100010000', 'hex');
    const adobe = Buffer.from('ffee000e41646f626500640000000009', 'hex');
    const odd: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
      'a scan that ends at coefficient 0': (bytes) => changed(bytes, scanEnd - 2, 0),
      'a scan with a successive approximation': (bytes) => changed(bytes, scanEnd - 1, 1),
      'a JFIF version of 0.00': (bytes) => spliced(bytes, 2, jfif),
      'bytes between two segments': (bytes) => spliced(bytes, 2, Buffer.from([0, 7, 9])),
      'bytes before the scan': (bytes) => spliced(bytes, scanAt, Buffer.from([0, 7, 9])),
      'an unknown colour transform': (bytes) => spliced(bytes, 2, adobe),
    };
    const cases = Object.entries(odd);

    it.each(cases)('is taken with %s, with the pixels of before', async (_, change) => {
      const bytes = change(jpeg);
      await expect(inspectBytes(bytes)).resolves.toMatchObject({
        sha256: sha256(bytes),
        widthPx: 60,
        heightPx: 45,
      });
      expect(await decodeSquare(bytes, 32, 'odd')).toEqual(await decodeSquare(jpeg, 32, 'plain'));
    });

    it.each(cases)('is refused with %s where it is cut short too', async (_, change) => {
      const cut = change(jpeg).subarray(0, -200);
      await expect(inspectBytes(cut)).rejects.toEqual(unreadable(/premature end/));
    });

    it('is refused where its data is damaged', async () => {
      const damaged = changed(jpeg, scanEnd + 400, 0xff);
      damaged[scanEnd + 401] = 0xd3;
      await expect(inspectBytes(damaged)).rejects.toEqual(unreadable(/jpeg/));
    });
  });

  it('names a file that is not there, and a folder', async () => {
    await rm(join(dir, 'ISIC_0024306.jpg'), { force: true });
    const missing = inspectImage(join(dir, 'ISIC_0024306.jpg'));
    await expect(missing).rejects.toEqual(unreadable(/nothing there/));
    await expect(inspectImage(dir)).rejects.toThrow(/got: a folder/);
  });
});
