import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findNearDuplicates, type HashedImage } from '../manifest/near-duplicates.js';
import { differingBits } from '../manifest/near-pairs.js';
import { drawContactSheet } from './contact-sheet.js';
import { createLesion } from './generator/lesion.js';
import { drawPhoto } from './generator/photo.js';
import { perceptualHash } from './perceptual-hash.js';

/** A drawn photograph of a lesion, as a JPEG of 600×450. */
function photoOf(groupId: string, imageId: string) {
  const lesion = createLesion(7, groupId, 'nv', 0.3);
  const { pixels } = drawPhoto(lesion, { seed: 7, lesionId: groupId, imageId }, 0.3);
  return sharp(pixels, { raw: { width: 600, height: 450, channels: 3 } }).jpeg({ quality: 95 });
}

const original = await photoOf('L1', 'I1').toBuffer();
const others = await Promise.all(
  Array.from({ length: 5 }, (_, i) => photoOf(`L${i + 2}`, `I${i + 2}`).toBuffer()),
);

describe('perceptualHash', () => {
  it.each([
    ['a smaller copy', () => sharp(original).resize(300, 225).jpeg().toBuffer()],
    ['a copy of low quality', () => sharp(original).jpeg({ quality: 30 }).toBuffer()],
    ['a brighter copy', () => sharp(original).modulate({ brightness: 1.08 }).png().toBuffer()],
  ])('hardly changes for %s', async (_, copy) => {
    const look = await perceptualHash(original, 'original');
    expect(differingBits(look, await perceptualHash(await copy(), 'copy'))).toBeLessThanOrEqual(12);
  });

  it('tells photographs of other lesions apart', async () => {
    const look = await perceptualHash(original, 'original');
    for (const other of others) {
      expect(differingBits(look, await perceptualHash(other, 'other'))).toBeGreaterThan(16);
    }
  });
});

describe('findNearDuplicates', () => {
  const image = (
    imageId: string,
    groupId: string,
    bits: number,
    sha256 = imageId,
  ): HashedImage => ({
    imageId,
    groupId,
    label: 'nv',
    sha256,
    look: Uint32Array.of(2 ** bits - 1, 0, 0, 0),
  });

  it('counts differing bits in all words', () => {
    const ones = Uint32Array.of(0xffffffff, 0x80000000, 1, 0x0f0f0f0f);
    expect(differingBits(ones, new Uint32Array(4))).toBe(32 + 1 + 1 + 16);
  });

  it('pairs images of different groups that are near, the nearest first', () => {
    const images = [
      image('a', 'L1', 0),
      image('b', 'L1', 0),
      image('c', 'L2', 3),
      image('d', 'L3', 9),
    ];
    const pairs = findNearDuplicates(images, 4);
    expect(pairs.map(({ images: ids, distance }) => [...ids, distance])).toEqual([
      ['a', 'c', 3],
      ['b', 'c', 3],
    ]);
    const samePatient = images.map((it) => ({ ...it, patientId: 'P' }));
    expect(findNearDuplicates(samePatient, 32)).toEqual([]);
  });

  it('says which lie on two sides of the seal, and which are one file', () => {
    const images = [image('a', 'L1', 0, 'same'), image('b', 'L2', 0, 'same'), image('c', 'L3', 1)];
    const parts = [
      ['a', 'sealed'],
      ['b', 0],
      ['c', 1],
    ] as const;
    const assignments = parts.map(([imageId, fold]) => ({
      imageId,
      groupId: imageId,
      label: 'nv' as const,
      fold,
    }));
    const pairs = findNearDuplicates(images, 2, assignments);
    expect(pairs.map(({ crossesSeal, identical }) => [crossesSeal, identical])).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
  });
});

describe('drawContactSheet', () => {
  it('puts pictures in rows on white', async () => {
    const blue = { create: { width: 9, height: 9, channels: 3, background: '#0000ff' } } as const;
    const tile = await sharp(blue).png().toBuffer();
    const png = await drawContactSheet({ rows: [[tile, tile], [tile]], tilePx: 10 });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 2 * 14 + 4, height: 2 * 14 + 4, channels: 3 });
    const at = (x: number, y: number) => [...data.subarray(3 * (y * 32 + x), 3 * (y * 32 + x) + 3)];
    expect([at(5, 5), at(20, 8), at(8, 20)]).toEqual(Array(3).fill([0, 0, 255]));
    expect([at(0, 0), at(15, 5), at(20, 20)]).toEqual(Array(3).fill([255, 255, 255]));
  });

  it('refuses none, and too many', async () => {
    await expect(drawContactSheet({ rows: [], tilePx: 10 })).rejects.toThrow(RangeError);
    await expect(drawContactSheet({ rows: [[]], tilePx: 10 })).rejects.toThrow(RangeError);
    const rows = [Array<Uint8Array>(3000).fill(new Uint8Array())];
    await expect(drawContactSheet({ rows, tilePx: 10 })).rejects.toThrow(RangeError);
  });
});
