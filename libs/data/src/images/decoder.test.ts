import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeSquare } from './decoder.js';

/** Left half one colour, right half another. */
function twoHalves(left: readonly number[], right: readonly number[]) {
  const channels = left.length as 3 | 4;
  const row = Array.from({ length: 40 }, (_, x) => (x < 20 ? left : right)).flat();
  const pixels = Uint8Array.from(Array.from({ length: 30 }, () => row).flat());
  return sharp(pixels, { raw: { width: 40, height: 30, channels } });
}

function pixel(image: Uint8Array, sizePx: number, x: number, y: number): number[] {
  return [...image.subarray((y * sizePx + x) * 3, (y * sizePx + x) * 3 + 3)];
}

function expectNear(actual: number[], expected: number[], tolerance: number) {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
  expect(worst, `${actual.join()} against ${expected.join()}`).toBeLessThanOrEqual(tolerance);
}

const red = [200, 40, 30];
const grey = [90, 90, 90];

describe('decodeSquare', () => {
  it('squeezes the whole image into the square, RGB', async () => {
    const image = await decodeSquare(await twoHalves(red, grey).png().toBuffer(), 16, 'x');
    expect(image).toHaveLength(16 * 16 * 3);
    expect(pixel(image, 16, 0, 0)).toEqual(red);
    expect(pixel(image, 16, 15, 15)).toEqual(grey);
  });

  it('turns the image upright as its EXIF says', async () => {
    const turned = await twoHalves(red, grey).withMetadata({ orientation: 6 }).png().toBuffer();
    const image = await decodeSquare(turned, 16, 'x');
    expect(pixel(image, 16, 8, 1)).toEqual(red);
    expect(pixel(image, 16, 8, 14)).toEqual(grey);
  });

  it('puts transparent images on white', async () => {
    const half = twoHalves([200, 40, 30, 0], [90, 90, 90, 255]);
    const image = await decodeSquare(await half.png().toBuffer(), 16, 'x');
    expect(pixel(image, 16, 1, 8)).toEqual([255, 255, 255]);
    expect(pixel(image, 16, 14, 8)).toEqual(grey);
  });

  // Paper cannot show all that screens can: the CMYK profile alone moves this grey by 13.
  it.each([
    ['greyscale JPEG', () => twoHalves(grey, grey).greyscale().jpeg(), 2],
    ['16-bit grey PNG', () => twoHalves(grey, grey).greyscale().toColourspace('grey16').png(), 2],
    ['16-bit RGB PNG', () => twoHalves(grey, grey).toColourspace('rgb16').png(), 1],
    ['palette PNG', () => twoHalves(grey, grey).png({ palette: true }), 1],
    ['CMYK JPEG', () => twoHalves(grey, grey).toColourspace('cmyk').jpeg({ quality: 98 }), 15],
  ])('converts a %s to sRGB', async (_name, make, tolerance) => {
    const image = await decodeSquare(await make().toBuffer(), 8, 'x');
    expect(image).toHaveLength(8 * 8 * 3);
    expectNear(pixel(image, 8, 4, 4), grey, tolerance);
  });

  it('refuses a truncated image by name', async () => {
    const jpeg = await twoHalves(red, grey).jpeg().toBuffer();
    await expect(decodeSquare(jpeg.subarray(0, -20), 8, 'image abc')).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining('image abc') as string,
    });
  });
});
